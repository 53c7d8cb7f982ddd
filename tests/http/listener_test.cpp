#include <plait/http/serve.hpp>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/folder.hpp>
#include <support/tcp.hpp>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace http_test;
using local = asio::local::stream_protocol;
using unix_socket = asio::basic_stream_socket<local, plait::executor>;

namespace {

std::string error_of(const server_options& options)
{
    try {
        const listener refused(options);
        return "it listens";
    } catch (const boost::system::system_error& error) {
        return error.what();
    }
}

/// Runs `client` on the loop of a server that answers "/peer" and "/client".
void with_peers_shown(const server_options& options, const std::function<awaitable<void>(running_server&)>& client)
{
    router routes = app();
    routes.get("/peer", [](request& request) -> awaitable<response> { co_return text(request.peer().to_string()); });
    routes.get("/client", [](request& request) -> awaitable<response> { co_return text(request.client().to_string()); });
    with_loops(1, routes, options, client);
}

awaitable<std::string> ask_at(asio::generic::stream_protocol::endpoint at, std::string request)
{
    asio::basic_stream_socket<asio::generic::stream_protocol, plait::executor> socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(at, asio::deferred);
    co_await asio::async_write(socket, asio::buffer(request), asio::deferred);
    std::string all;
    co_await asio::async_read(socket, asio::dynamic_buffer(all), asio::as_tuple(asio::deferred));
    co_return all;
}

void send_with_descriptor(unix_socket& to, std::string_view bytes)
{
    iovec piece{const_cast<char*>(bytes.data()), bytes.size()}; // NOLINT(*-const-cast): only read
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr& passed = *CMSG_FIRSTHDR(&message);
    passed.cmsg_level = SOL_SOCKET;
    passed.cmsg_type = SCM_RIGHTS;
    passed.cmsg_len = CMSG_LEN(sizeof(int));
    const int descriptor = to.native_handle();
    std::memcpy(CMSG_DATA(&passed), &descriptor, sizeof descriptor);
    REQUIRE(::sendmsg(to.native_handle(), &message, 0) == static_cast<ssize_t>(bytes.size()));
}

asio::ip::tcp::endpoint at(const char* address, std::uint16_t port)
{
    return {asio::ip::make_address(address), port};
}

} // namespace

TEST_SUITE_BEGIN("listener");

TEST_CASE("it listens on several addresses, and each is served")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    const server_options options
        = server_options().listen("127.0.0.1:0").listen("[::1]:0").listen("unix:" + path).listen("127.0.0.1:0");
    with_peers_shown(options, [&](running_server& server) -> awaitable<void> {
        const std::vector<std::string>& all = server.addresses();
        REQUIRE(all.size() == 4);
        CHECK(all[0] == "http://127.0.0.1:" + std::to_string(server.port()));
        CHECK(all[2] == "unix:" + path);
        REQUIRE(all[1].starts_with("http://[::1]:"));
        const auto port_of_second = static_cast<std::uint16_t>(std::stoi(all[1].substr(13)));

        CHECK(body_of(co_await ask_once(server.port(), get_and_close("/"))) == "hello");
        CHECK(body_of(co_await ask_at(at("::1", port_of_second), get_and_close("/"))) == "hello");
        CHECK(body_of(co_await ask_at(local::endpoint(path), get_and_close("/"))) == "hello");
    });
}

TEST_CASE("programs that it starts inherit none of its sockets")
{
    const auto inherited = [] {
        std::vector<int> all;
        for (int descriptor = 0; descriptor < 1000; ++descriptor)
            if (const int flags = ::fcntl(descriptor, F_GETFD); flags >= 0 && (flags & FD_CLOEXEC) == 0)
                all.push_back(descriptor);
        return all;
    };
    const std::vector<int> before = inherited();
    const folder sockets;
    const server_options options = server_options().listen("127.0.0.1:0").listen("unix:" + sockets.file("server"));
    with_loops(2, app(), options, [&](running_server&) -> awaitable<void> {
        CHECK(inherited() == before);
        co_return;
    });
}

TEST_CASE("[::] takes IPv4 too, and such a peer has an IPv4 address")
{
    with_peers_shown(server_options().listen("[::]:0"), [](running_server& server) -> awaitable<void> {
        const std::string four = body_of(co_await ask_at(at("127.0.0.1", server.port()), get_and_close("/peer")));
        const std::string six = body_of(co_await ask_at(at("::1", server.port()), get_and_close("/peer")));

        CHECK(four.starts_with("127.0.0.1:"));
        CHECK(six.starts_with("[::1]:"));
    });
}

TEST_CASE("an address that does not parse is an error that says what to write")
{
    for (const char* wrong : {"", "localhost:80", "127.0.0.1", "127.0.0.1:", ":80", "::1", "::1:80", "[::1]", "[127.0.0.1]:80",
                              "127.0.0.1:65536", "http://127.0.0.1:80", "systemdx", "[fe80::1%lo]:80"}) {
        CAPTURE(wrong);
        CHECK(
            error_of(server_options().listen(wrong))
                .starts_with(
                    "cannot listen on '" + std::string(wrong)
                    + "': write an IP address and a port (127.0.0.1:7070, [::1]:7070, 0.0.0.0:80), unix:PATH, or systemd: "
                  "Invalid argument"));
    }
    CHECK(error_of(server_options().listen("unix:")).find("a path belongs after unix:") != std::string::npos);
    CHECK(error_of(server_options().listen("systemd:")).find("a name belongs after systemd:") != std::string::npos);
    CHECK(error_of(server_options().listen("systemd")).find("no socket was handed over to this process") != std::string::npos);
    CHECK(listener::handed_over() == 0);
}

TEST_CASE("when one of several addresses cannot be had, none is listened on")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    const listener first(any_port);
    const std::string taken = "127.0.0.1:" + std::to_string(first.port());

    CHECK(error_of(server_options().listen("unix:" + path).listen(taken)).starts_with("cannot listen on " + taken + ": "));
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a unix socket has the mode that was chosen, and its file is gone at the end")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    {
        const listener listening(server_options().listen("unix:" + path).unix_mode(0620));
        CHECK((fs::status(path).permissions() & fs::perms::mask) == fs::perms(0620));
        CHECK(listening.port() == 0);
    }
    CHECK_FALSE(fs::exists(path));
}

TEST_CASE("the file of a unix socket that no one listens on is replaced; one in use, or that is none, is an error")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    {
        asio::io_context unused;
        const local::acceptor left(unused, local::endpoint(path));
        const std::string error = error_of(server_options().listen("unix:" + path));
        CHECK(error.starts_with("cannot listen on unix:" + path + ": Address already in use"));
    }
    REQUIRE(fs::exists(path));
    {
        const listener replaced(server_options().listen("unix:" + path));
        CHECK(replaced.addresses() == std::vector<std::string>{"unix:" + path});
    }

    std::ofstream(path) << "a file of yours";
    CHECK(error_of(server_options().listen("unix:" + path)).find(": Address already in use") != std::string::npos);
    CHECK(fs::file_size(path) == 15);
    CHECK(error_of(server_options().listen("unix:" + sockets.file(std::string(120, 'x')))).find("too long") != std::string::npos);
    const std::string no_folder = "unix:" + sockets.file("no/folder");
    CHECK(error_of(server_options().listen(no_folder)).starts_with("cannot listen on " + no_folder + ": No such file"));
}

TEST_CASE("a unix socket that another program has put in its place stays")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    asio::io_context unused;
    std::optional<local::acceptor> other;
    {
        const listener listening(server_options().listen("unix:" + path));
        fs::remove(path);
        other.emplace(unused, local::endpoint(path));
    }
    CHECK(fs::exists(path));
}

TEST_CASE("request::peer is the client's address and port, and request::client whom a trusted proxy names")
{
    const server_options options
        = server_options().port(0).trust_proxies({"127.0.0.1"}, forwarding_field::x_forwarded_for);
    with_peers_shown(options, [](running_server& server) -> awaitable<void> {
        tcp_socket client = co_await connected(server.port());
        co_await asio::async_write(
            client,
            asio::buffer(get("/peer") + get("/client", "X-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n")), asio::deferred);
        const std::string answers = co_await read_all(client);
        const std::string port = std::to_string(client.local_endpoint().port());

        CHECK(answers.find("\r\n\r\n127.0.0.1:" + port + "HTTP") != std::string::npos);
        CHECK(answers.ends_with("\r\n\r\n192.0.2.7:0"));
    });
}

TEST_CASE("clients that have connected when the server stops are accepted and answered, as are those that have not asked yet")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    with_peers_shown(server_options().listen("127.0.0.1:0").listen("unix:" + path), [&](running_server& server) -> awaitable<void> {
        tcp_socket quiet = co_await connected(server.port());
        CHECK(body_of(co_await ask_once(server.port(), get_and_close("/"))) == "hello"); // so it has accepted that too
        // The kernel takes these; the server's loop, which this is, has no time for it before it is cancelled.
        const plait::executor here = co_await asio::this_coro::executor;
        tcp_socket by_tcp(here);
        by_tcp.connect(at("127.0.0.1", server.port()));
        asio::write(by_tcp, asio::buffer(get("/peer")));
        unix_socket by_file(here);
        by_file.connect(local::endpoint(path));
        asio::write(by_file, asio::buffer(get("/peer")));
        server.cancel();

        const std::string first = co_await read_all(by_tcp);
        CHECK_FALSE(fs::exists(path)); // while it drains
        CHECK(body_of(first).starts_with("127.0.0.1:"));
        CHECK(field_of(first, "Connection") == "close");
        std::string second;
        co_await asio::async_read(by_file, asio::dynamic_buffer(second), asio::as_tuple(asio::deferred));
        CHECK(body_of(second) == "unix");
        CHECK(field_of(second, "Connection") == "close");
        CHECK(server.running());
        co_await asio::async_write(quiet, asio::buffer(get("/")), asio::deferred);
        const std::string third = co_await read_all(quiet);
        CHECK(body_of(third) == "hello");
        CHECK(field_of(third, "Connection") == "close");
    });
}

TEST_CASE("a client on a unix socket that passes descriptors along, at which a read stops, is answered at once")
{
    const folder sockets;
    const std::string path = sockets.file("server");
    auto options = server_options().listen("unix:" + path).head_timeout(1h); // after which all would be read
    with_peers_shown(options, [&](running_server&) -> awaitable<void> {
        unix_socket client(co_await asio::this_coro::executor);
        co_await client.async_connect(local::endpoint(path), asio::deferred);
        asio::write(client, asio::buffer(get("/")));
        std::string all(1, ' ');
        co_await asio::async_read(client, asio::buffer(all), asio::deferred); // now the server waits for the next one
        send_with_descriptor(client, "GET / HTTP/1.1\r\nHo");
        asio::write(client, asio::buffer(std::string("st: test\r\nConnection: close\r\n\r\n")));
        co_await asio::async_read(client, asio::dynamic_buffer(all), asio::as_tuple(asio::deferred));
        CHECK(all.find("Connection: close") != std::string::npos);
    });
}

TEST_SUITE_END();
