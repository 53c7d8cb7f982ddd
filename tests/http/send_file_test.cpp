#include "http/socket/file_range.hpp"
#include "http/socket/proxied_stream.hpp"
#include "http/socket/socket_stream.hpp"
#include "testing/memory_byte_stream.hpp"

#include <plait/event.hpp>
#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/errc.hpp>
#include <doctest/doctest.h>
#include <support/tcp.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <string>

namespace asio = boost::asio;
using namespace http_test;
using plait::http::detail::byte_stream;
using plait::http::detail::proxied_stream;
using plait::http::detail::socket_stream;
using plait::testing::detail::memory_byte_stream;
using plait::http::detail::file_range;

namespace {

/// A file that is gone when it is closed.
class temporary_file {
public:
    explicit temporary_file(const std::string& content) : file_(std::tmpfile())
    {
        REQUIRE(file_);
        REQUIRE(std::fwrite(content.data(), 1, content.size(), file_.get()) == content.size());
        REQUIRE(std::fflush(file_.get()) == 0);
    }
    [[nodiscard]] int descriptor() const { return fileno(file_.get()); }

private:
    struct closing {
        void operator()(std::FILE* of) const noexcept { std::fclose(of); }
    };
    std::unique_ptr<std::FILE, closing> file_;
};

/// Sends a part of a file to its end, as a connection does.
class sending final : public byte_stream::user {
public:
    sending(byte_stream& to, file_range part) : to_(to), part_(std::move(part)) { go_on(); }

    awaitable<byte_stream::error_code> wait()
    {
        co_await ended_.wait();
        co_return failed_;
    }
    [[nodiscard]] int writes() const { return writes_; }

private:
    void readable(byte_stream::error_code) noexcept override { CHECK(false); }
    void written(byte_stream::error_code failed, std::size_t count) noexcept override
    {
        CHECK((count > 0) == !failed);
        ++writes_;
        part_.sent(count);
        failed_ = failed;
        if (failed || part_.empty())
            ended_.set();
        else
            go_on();
    }
    void go_on()
    {
        failed_ = to_.send_file(part_, *this);
        if (failed_)
            ended_.set();
    }

    byte_stream& to_;
    file_range part_;
    byte_stream::error_code failed_;
    plait::event ended_;
    int writes_ = 0;
};

using generic = asio::generic::stream_protocol;
using client_socket = asio::basic_stream_socket<generic, plait::executor>;

/// Lets `use` have both ends of a connection of sockets.
void with_sockets(const std::function<awaitable<void>(socket_stream&, client_socket&)>& use)
{
    plait::run([&]() -> awaitable<void> {
        const plait::executor here = co_await asio::this_coro::executor;
        socket_stream::acceptor listens(
            here, generic::endpoint(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)));
        client_socket client(here);
        client.connect(listens.local_endpoint());
        byte_stream::error_code failed;
        std::optional<socket_stream> server = socket_stream::accept(listens, failed);
        REQUIRE(server);
        co_await use(*server, client);
    }());
}

} // namespace

TEST_SUITE_BEGIN("send_file");

TEST_CASE("a stream that knows no files reads a part of the file and writes it, however little goes at a time")
{
    const std::string content = large_text(200'000);
    const temporary_file file(content);
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        const plait::executor here = co_await asio::this_coro::executor;
        struct row {
            std::size_t capacity;
            std::size_t offset;
            std::size_t count;
        };
        for (const row& r :
             {row{100, 0, 1000}, row{1000, 1, 199'999}, row{70'000, 70'000, 70'000}, row{300'000, 0, 200'000}}) {
            CAPTURE(r.capacity);
            auto [client, server] = memory_stream::connected(here);
            server.capacity(r.capacity);
            memory_byte_stream stream(std::move(server));
            sending sent(stream, file_range(file.descriptor(), r.offset, r.count));
            std::string come;
            while (come.size() < r.count)
                come += co_await client.read();
            CHECK(come == content.substr(r.offset, r.count));
            CHECK_FALSE(co_await sent.wait());
            CHECK(sent.writes() >= static_cast<int>(r.count / std::min<std::size_t>(r.capacity, 64 * 1024)));
        }
    });
}

TEST_CASE("a socket sends the file by itself, and so does a layer above it")
{
    const std::string content = large_text(8'000'000);
    const temporary_file file(content);
    for (const bool layered : {false, true})
        with_sockets([&](socket_stream& server, client_socket& client) -> awaitable<void> {
            alignas(socket_stream) std::array<std::byte, sizeof(socket_stream)> below;
            std::optional<proxied_stream> above;
            if (layered)
                above.emplace(*::new (&below) socket_stream(std::move(server)));
            byte_stream& stream = layered ? static_cast<byte_stream&>(*above) : server;
            sending sent(stream, file_range(file.descriptor(), 5, content.size() - 10));
            auto receive = [&]() -> awaitable<void> {
                CHECK((co_await read_all(client)) == content.substr(5, content.size() - 10));
            };
            auto send = [&]() -> awaitable<void> {
                CHECK_FALSE(co_await sent.wait());
                stream.shut_down_sending();
            };
            co_await plait::run_concurrent(receive(), send());
            CHECK(sent.writes() > 1);
        });
}

TEST_CASE("a file that the kernel does not send by itself is read and written")
{
    const char* const name = "/proc/self/limits";
    std::ifstream from(name);
    const std::string content(std::istreambuf_iterator<char>(from), {});
    REQUIRE(content.size() > 100);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name, "r"), &std::fclose);
    with_sockets([&](socket_stream& server, client_socket& client) -> awaitable<void> {
        sending sent(server, file_range(fileno(file.get()), 7, content.size() - 7));
        CHECK_FALSE(co_await sent.wait());
        server.close();
        CHECK((co_await read_all(client)) == content.substr(7));
    });
}

TEST_CASE("a file that is shorter than it was when its part was chosen is an error, after what there is has gone")
{
    const temporary_file file("hello");
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        auto [client, server] = memory_stream::connected(co_await asio::this_coro::executor);
        memory_byte_stream stream(std::move(server));
        sending sent(stream, file_range(file.descriptor(), 1, 100));
        CHECK((co_await sent.wait()) == asio::error::eof);
        CHECK((co_await client.read()) == "ello");
    });
    with_sockets([&](socket_stream& server, client_socket& client) -> awaitable<void> {
        sending sent(server, file_range(file.descriptor(), 1, 100));
        CHECK((co_await sent.wait()) == asio::error::eof);
        server.close();
        CHECK((co_await read_all(client)) == "ello");
    });
}

TEST_CASE("a file that cannot be read is an error at once, or is told")
{
    constexpr int closed = -1;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        auto [client, server] = memory_stream::connected(co_await asio::this_coro::executor);
        memory_byte_stream stream(std::move(server));
        sending sent(stream, file_range(closed, 0, 100));
        CHECK((co_await sent.wait()) == boost::system::errc::bad_file_descriptor);
    });
    with_sockets([&](socket_stream& server, client_socket&) -> awaitable<void> {
        sending sent(server, file_range(closed, 0, 100));
        CHECK((co_await sent.wait()) == boost::system::errc::bad_file_descriptor);
    });
}

TEST_CASE("a socket that sends no more says so, and raises no signal")
{
    struct sigaction before {};
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL; // which would end this process
    const temporary_file file(large_text(1 << 20));
    for (const bool client_is_gone : {false, true}) { // then a first piece goes out, and the client refuses it
        with_sockets([&](socket_stream& server, client_socket& client) -> awaitable<void> {
            ::sigaction(SIGPIPE, &usual, &before); // not before, as a runtime sets this, too
            if (client_is_gone)
                client.close();
            else
                server.shut_down_sending();
            sending sent(server, file_range(file.descriptor(), 0, 1 << 20));
            CHECK((co_await sent.wait()) == boost::system::errc::broken_pipe);
            ::sigaction(SIGPIPE, &before, nullptr);
        });
    }
}

TEST_CASE("a file part reads a piece once, and the next one when all of it has gone")
{
    const std::string content = large_text(100'000);
    const temporary_file file(content);
    file_range part(file.descriptor(), 10, 99'990);
    std::string read;
    while (!part.empty()) {
        boost::system::error_code failed;
        const asio::const_buffer next = part.read_next(failed);
        REQUIRE_FALSE(failed);
        REQUIRE(part.read_next(failed).data() == next.data());
        const std::size_t gone = std::min<std::size_t>(next.size(), 10'000);
        read.append(static_cast<const char*>(next.data()), gone);
        part.sent(gone);
        CHECK(part.offset() + part.left() == 100'000);
    }
    CHECK(read == content.substr(10));
}

TEST_SUITE_END();
