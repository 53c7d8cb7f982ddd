#pragma once

#include "http/connection/loop_state.hpp"
#include "http/connection/upgrade.hpp"

#include <boost/asio/error.hpp>
#include <support/http.hpp>

#include <array>
#include <memory>
#include <string>
#include <utility>

/// Helps to test upgrades: another protocol that may follow HTTP on a connection.
namespace http_test {

using plait::http::detail::byte_stream;
using plait::http::detail::handover;
using plait::http::detail::held_stream;
using plait::http::detail::open_connection;
using plait::http::detail::upgrade;

/// What the echoes of a test do, and what they have met.
struct echo_record {
    bool ignores_cancel = false;
    int open = 0;
    int cancelled = 0;
};

/// Sends back what comes, until the end. If it is drained, it says so first.
class echo final : public open_connection, private byte_stream::user {
public:
    static void take_over(handover& from, echo_record& record)
    {
        auto made = std::make_unique<echo>(from, record);
        made->stream_ = from.take(*made, *made);
        echo& taken = *made.release(); // the open connections of the loop own it
        taken.out_ = std::move(from.read);
        if (from.loop.draining)
            taken.drain();
        else if (!taken.out_.empty())
            taken.write();
    }

    echo(handover& from, echo_record& record) : loop_(from.loop), record_(record) { ++record_.open; }
    ~echo() override { --record_.open; }

    void drain() noexcept override
    {
        drains_ = true;
        out_ += "bye";
        write();
    }
    void cancel(plait::detail::urgency) noexcept override
    {
        ++record_.cancelled;
        if (!record_.ignores_cancel)
            end();
    }
    std::string describe() const override { return "an echo"; }
    missing waits_for() const noexcept override { return missing::nothing; }
    plait::clock::time_point waits_until() const noexcept override { return {}; }
    void give_up_waiting() noexcept override {}

private:
    void readable(byte_stream::error_code failed) noexcept override
    {
        reads_ = false;
        if (closed_ || failed)
            return end();
        std::array<char, 100> room;
        const std::size_t count = stream_->read_some(boost::asio::buffer(room), failed);
        if (failed && failed != boost::asio::error::would_block)
            return end();
        out_.append(room.data(), count);
        read();
        write();
    }
    void written(byte_stream::error_code failed, std::size_t count) noexcept override
    {
        writes_ = false;
        out_.erase(0, count);
        if (closed_ || failed || (drains_ && out_.empty()))
            return end();
        write();
    }
    void read()
    {
        reads_ = true;
        stream_->wait_to_read(*this);
    }
    void write()
    {
        if (writes_ || out_.empty())
            return;
        writes_ = true;
        stream_->write_rest({boost::asio::buffer(out_), {}}, *this);
    }
    void end()
    {
        if (!std::exchange(closed_, true))
            stream_->close();
        if (!reads_ && !writes_)
            loop_.connections.remove(*this);
    }

    plait::http::detail::loop_state& loop_;
    echo_record& record_;
    held_stream stream_;
    std::string out_;
    bool reads_ = true;
    bool writes_ = false;
    bool drains_ = false;
    bool closed_ = false;
};

struct echo_upgrade final : upgrade {
    explicit echo_upgrade(echo_record& of) : record(of) {}
    void begin(handover& from) override { echo::take_over(from, record); }

    echo_record& record;
};

inline response switched()
{
    return response(status::switching_protocols).set("Upgrade", "echo");
}

/// Has "/now", whose handler answers at once, and "/later", which waits first; both end in an echo.
inline router echoing(echo_record& record)
{
    router routes = app();
    routes.get("/now", [&](request& request) {
        upgrade::follows(request, std::make_unique<echo_upgrade>(record));
        return switched();
    });
    routes.get("/later", [&](request& request) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        upgrade::follows(request, std::make_unique<echo_upgrade>(record));
        co_return switched();
    });
    routes.get("/tunnel", [&](request& request) {
        upgrade::follows(request, std::make_unique<echo_upgrade>(record));
        return text("no body");
    });
    return routes;
}

/// Reads until that much has come, or the end.
inline awaitable<std::string> read_bytes(memory_stream& from, std::size_t size)
{
    std::string all;
    while (all.size() < size) {
        const std::string some = co_await from.read();
        if (some.empty())
            break;
        all += some;
    }
    co_return all;
}

} // namespace http_test
