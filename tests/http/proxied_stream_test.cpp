#include "http/socket/proxied_stream.hpp"

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <utility>

using plait::http::peer_address;
using plait::http::detail::byte_stream;
using plait::http::detail::proxied_stream;

namespace {

/// Has come in pieces; each is what one read finds. Then nothing more has.
class scripted_stream final : public byte_stream {
public:
    explicit scripted_stream(std::deque<std::string> come)
        : byte_stream(*peer_address::parse("198.51.100.1")), come_(std::move(come))
    {
    }

    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed) override
    {
        if (come_.empty()) {
            failed = boost::asio::error::would_block;
            return 0;
        }
        std::string& next = come_.front();
        const std::size_t count = std::min(to.size(), next.size());
        std::memcpy(to.data(), next.data(), count);
        next.erase(0, count);
        if (next.empty())
            come_.pop_front();
        return count;
    }
    std::size_t write_some(const pieces&, error_code&) override { return 0; }
    void wait_to_read(user&) override {}
    void write_rest(const pieces&, user&) override {}
    bool has_left(bool) noexcept override { return false; }
    void shut_down_sending() noexcept override {}
    void reset_at_close(bool) noexcept override {}
    void close() noexcept override {}

private:
    std::deque<std::string> come_;
};

/// What is read, until nothing more has come, or reading fails for another reason.
std::string read_all(byte_stream& from, byte_stream::error_code& failed, std::size_t room = 256)
{
    std::string all;
    std::string piece(room, '\0');
    for (int blocked = 0; blocked < 200;) { // what has come may be met in many reads
        failed.clear();
        const std::size_t count = from.read_some(boost::asio::buffer(piece), failed);
        all.append(piece, 0, count);
        if (failed && failed != boost::asio::error::would_block)
            break;
        blocked += failed ? 1 : 0;
    }
    return all;
}

/// Where a stream is destroyed by the one above it.
struct place {
    alignas(scripted_stream) std::array<std::byte, sizeof(scripted_stream)> bytes;
};

} // namespace

TEST_SUITE_BEGIN("proxied_stream");

TEST_CASE("the header is swallowed, however it comes, and nothing of what follows is lost")
{
    const std::string header = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n";
    const std::string rest = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";
    for (std::size_t first = 1; first < header.size() + rest.size(); ++first)
        for (const std::size_t room : {std::size_t(1), std::size_t(7), std::size_t(256)}) {
            CAPTURE(first);
            CAPTURE(room);
            place below;
            const std::string all = header + rest;
            auto* socket = ::new (&below) scripted_stream({all.substr(0, first), all.substr(first)});
            proxied_stream proxied(*socket);
            CHECK(proxied.peer().address() == "198.51.100.1");

            byte_stream::error_code failed;
            CHECK(read_all(proxied, failed, room) == rest);
            CHECK(failed == boost::asio::error::would_block);
            CHECK(proxied.peer().to_string() == "192.0.2.7:4711");
        }
}

TEST_CASE("one that names nobody leaves the peer as it was")
{
    place below;
    proxied_stream proxied(*::new (&below) scripted_stream({"PROXY UNKNOWN\r\nrest"}));
    byte_stream::error_code failed;
    CHECK(read_all(proxied, failed) == "rest");
    CHECK(proxied.peer().address() == "198.51.100.1");
}

TEST_CASE("what is no header is a read error, and stays one")
{
    for (const std::string& come :
         {std::string("GET / HTTP/1.1\r\n\r\n"), "PROXY TCP4 here\r\n" + std::string(300, 'x')}) {
        CAPTURE(come);
        place below;
        proxied_stream proxied(*::new (&below) scripted_stream({come, "PROXY UNKNOWN\r\n", "rest"}));
        byte_stream::error_code failed;
        CHECK(read_all(proxied, failed) == "");
        CHECK(failed != boost::asio::error::would_block);
        CHECK(read_all(proxied, failed) == "");
        CHECK(failed != boost::asio::error::would_block);
    }
}

TEST_SUITE_END();
