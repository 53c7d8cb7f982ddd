#include "routes/routes.hpp" // the site of server/

#include <plait/http/serve.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace asio = boost::asio;
using plait::awaitable;
using plait::run_concurrent;
namespace http = plait::http;

namespace {

using socket = asio::basic_stream_socket<asio::ip::tcp, plait::executor>;

awaitable<std::string> call(const http::router& app, const char* path)
{
    http::request request(http::method::get, path);
    const http::response answer = co_await app(request);
    CHECK(answer.status() == http::status::ok);
    co_return answer.body();
}

/// GET over a connection of its own, to its end.
awaitable<std::string> get(std::uint16_t port, std::string path)
{
    socket connection(co_await asio::this_coro::executor);
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    co_await connection.async_connect(server, asio::deferred);
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    co_await asio::async_write(connection, asio::buffer(request), asio::deferred);
    std::string answer;
    char buffer[1024];
    for (boost::system::error_code failed; !failed;) {
        const auto [ended, count]
            = co_await connection.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::deferred));
        answer.append(buffer, count);
        failed = ended;
    }
    REQUIRE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    co_return answer.substr(answer.find("\r\n\r\n") + 4);
}

/// Runs a client against the site on real sockets, and stops the server when the client has finished.
template <class Client>
void with_server(std::size_t loops, Client client)
{
    site shared(0);
    http::server_options options;
    http::listener listening(options.port(0));
    const std::uint16_t port = listening.port();

    struct finished {};
    auto use_then_stop = [&]() -> awaitable<> {
        co_await client(port);
        throw finished(); // the first to fail cancels the others: so the server stops, in order
    };
    auto serve = [&]() -> awaitable<> { return http::serve(make_app(shared), options, std::move(listening)); };
    auto both = [&]() -> awaitable<> { co_await run_concurrent(serve, use_then_stop); };
    plait::runtime runtime(loops);
    CHECK_THROWS_AS(runtime.run(both()), finished);
}

} // namespace

TEST_SUITE_BEGIN("counter");

TEST_CASE("the handler called 200 times concurrently counts 200")
{
    plait::testing::run_virtual([](plait::testing::virtual_clock&) -> awaitable<void> {
        site shared(0);
        const http::router app = make_app(shared);
        std::vector<awaitable<std::string>> calls;
        for (int i = 0; i < 200; ++i)
            calls.push_back(call(app, "/"));

        co_await run_concurrent(std::move(calls));

        const std::string hits = co_await call(app, "/hits");
        CHECK(hits == R"({"hits":200})");
    });
}

TEST_CASE("the handler called 200 times from four loops counts 200")
{
    site shared(0);
    const http::router app = make_app(shared);
    plait::runtime runtime(4);
    auto main = [&]() -> awaitable<std::string> {
        co_await plait::on_all_loops([&]() -> awaitable<> {
            for (int i = 0; i < 50; ++i)
                co_await call(app, "/");
        });
        co_return co_await call(app, "/hits");
    };

    const std::string hits = runtime.run(main());

    CHECK(hits == R"({"hits":200})");
}

TEST_CASE("the server sent 200 concurrent GETs, with four loops, counts 200")
{
    with_server(4, [](std::uint16_t port) -> awaitable<> {
        std::vector<awaitable<std::string>> requests;
        for (int i = 0; i < 200; ++i)
            requests.push_back(get(port, "/"));

        const std::vector<std::string> counts = co_await run_concurrent(std::move(requests));

        std::vector<bool> seen(201);
        for (const std::string& each : counts)
            seen.at(std::stoul(each)) = true;
        for (std::size_t i = 1; i <= 200; ++i)
            CHECK_MESSAGE(seen[i], "nobody was answered ", i);
        const std::string hits = co_await get(port, "/hits");
        CHECK(hits == R"({"hits":200})");
    });
}

TEST_CASE("reading the hits does not count")
{
    plait::testing::run_virtual([](plait::testing::virtual_clock&) -> awaitable<void> {
        site shared(0);
        const http::router app = make_app(shared);
        const std::string first = co_await call(app, "/");
        const std::string once = co_await call(app, "/hits");
        const std::string twice = co_await call(app, "/hits");

        CHECK(first == "1");
        CHECK(once == R"({"hits":1})");
        CHECK(twice == once);
    });
}

TEST_CASE("a browser gets the count as a page with links, and counts once; others get the number")
{
    plait::testing::run_virtual([](plait::testing::virtual_clock&) -> awaitable<void> {
        site shared(0);
        const http::router app = make_app(shared);
        http::request browser(
            http::method::get, "/", "", {{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}});
        http::request curl(http::method::get, "/", "", {{"Accept", "*/*"}});
        http::request icon(http::method::get, "/favicon.ico", "", {{"Accept", "image/avif,image/webp,*/*;q=0.8"}});

        const http::response page = co_await app(browser);
        const http::response none = co_await app(icon);
        const http::response number = co_await app(curl);
        const http::response next = co_await app(browser);

        CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
        CHECK(page.field("Vary") == "Accept");
        CHECK(page.body().find("<p class=\"count\">1</p>") != std::string::npos);
        CHECK(page.body().find("href=\"/page?mode=concurrent\"") != std::string::npos);
        CHECK(none.status() == http::status::not_found);
        CHECK(number.field("Content-Type") == "text/plain; charset=utf-8");
        CHECK(number.body() == "2");
        CHECK(next.body().find("<p class=\"count\">3</p>") != std::string::npos);
    });
}

TEST_CASE("each link of the counter's page is answered")
{
    plait::testing::run_virtual([](plait::testing::virtual_clock&) -> awaitable<void> {
        site shared(0);
        const http::router app = make_app(shared);
        http::request browser(http::method::get, "/", "", {{"Accept", "text/html"}});
        const std::string page = (co_await app(browser)).body();
        int links = 0;
        for (std::size_t at = 0; (at = page.find("<a href=\"", at)) != std::string::npos; ++links) {
            at += 9;
            const std::string target = page.substr(at, page.find('"', at) - at);
            CAPTURE(target);
            http::request followed(http::method::get, target, "", {{"Host", "localhost"}});
            followed.peer(http::peer_address::ipv4({127, 0, 0, 1}, 4711)); // "/debug/" answers this machine alone
            CHECK((co_await app(followed)).status() == http::status::ok);
        }
        CHECK(links == 10);
    });
}

TEST_SUITE_END();
