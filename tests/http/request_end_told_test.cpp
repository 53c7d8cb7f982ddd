// The function that is told.
#include <plait/http/server_options.hpp>

#include <plait/event.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/testing/memory_network.hpp>

#include <doctest/doctest.h>
#include <support/ended_requests.hpp>
#include <support/tcp.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace http_test;

TEST_SUITE_BEGIN("request_end");

TEST_CASE("a function that throws ends no connection, and is logged at times")
{
    log_lines log;
    const server_options options = server_options().log(log.keep()).on_request_end([](const request_end&) {
        throw std::runtime_error("the disk is full");
    });
    with_server(app(), options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (int i = 0; i < 10; ++i)
            CHECK(status_of(co_await ask(client, get("/"))) == 200);
    });
    CHECK(
        log.lines
        == std::vector<std::string>{
            "the function of on_request_end: the disk is full",
            "the function of on_request_end (2 times so far): the disk is full",
            "the function of on_request_end (4 times so far): the disk is full",
            "the function of on_request_end (8 times so far): the disk is full"});
}

TEST_CASE("the server can be stopped in the function")
{
    ends seen;
    with_server(app(), server_options(), [&](memory_server&, virtual_clock&) -> awaitable<void> {
        plait::event over;
        const server_options options = server_options().on_request_end([&](const request_end& end) {
            seen.keep()(end);
            over.set();
        });
        plait::testing::memory_network network;
        auto client = [&]() -> awaitable<void> {
            memory_stream one = co_await network.connect("server:80");
            memory_stream two = co_await network.connect("server:80");
            co_await two.write(get("/slow"));
            co_await one.write(get("/") + get("/slow"));
            co_await one.read_to_end();
            co_await two.read_to_end();
        };
        co_await plait::run_concurrent(
            plait::race(plait::testing::serve_in_memory(app(), options, network.listen("server:80")), over.wait()),
            client);
    });
    CHECK(
        seen.texts()
        == "GET / by /{$}: 200 answered after 0 ms\nGET /slow by /slow: 200 answered after 2000 ms\n"
           "GET /slow by /slow: 200 answered after 2000 ms\n");
}

TEST_CASE("an empty function is refused by name")
{
    CHECK_THROWS_WITH_AS(
        server_options().on_request_end({}), "server_options: on_request_end: the function is empty",
        std::invalid_argument);
    CHECK_FALSE(server_options().on_request_end());
}

TEST_CASE("each ending has its name")
{
    std::set<std::string_view> names;
    for (auto why = ending::answered; why <= ending::stopped; why = static_cast<ending>(static_cast<int>(why) + 1))
        names.insert(to_string(why));
    CHECK(names.size() == 9);
    CHECK(!names.contains(""));
    CHECK(to_string(static_cast<ending>(9)) == "");
}

TEST_CASE("with sockets and several loops, each request is told once, with an id of its own")
{
    std::mutex guards;
    std::map<std::string, int> counts;
    std::set<std::uint64_t> ids;
    std::atomic<int> with_peer = 0;
    const server_options options = server_options().port(0).on_request_end([&](const request_end& end) noexcept {
        const std::lock_guard guard(guards);
        ++counts[std::string(end.target) + " " + std::string(to_string(end.why))];
        ids.insert(end.id);
        with_peer += end.peer.address() == "127.0.0.1" && end.bytes_in > 0 ? 1 : 0;
    });
    with_loops(4, app(), options, [](running_server& server) -> awaitable<void> {
        for (int i = 0; i < 20; ++i) {
            const std::string all = get("/") + get("/large") + post("/echo", "abc") + get_and_close("/nowhere");
            CHECK(count_of(co_await ask_once(server.port(), all), "HTTP/1.1 ") == 4);
            tcp_socket leaves = co_await connected(server.port());
            co_await leaves.async_write_some(boost::asio::buffer(get("/slow")), boost::asio::deferred);
        }
    });
    CHECK(
        counts
        == std::map<std::string, int>{
            {"/ answered", 20},
            {"/large answered", 20},
            {"/echo answered", 20},
            {"/nowhere refused", 20},
            {"/slow client_left", 20}});
    CHECK(ids.size() == 100);
    CHECK(with_peer == 100);
}

TEST_CASE("two servers of one process give different ids")
{
    ends seen;
    for (int i = 0; i < 2; ++i)
        with_server(
            app(), server_options().on_request_end(seen.keep()),
            [](memory_server& server, virtual_clock&) -> awaitable<void> {
                memory_stream client = server.connect();
                co_await ask(client, get("/"));
                co_await ask(client, get("/"));
            });
    REQUIRE(seen.all.size() == 4);
    CHECK(seen.all[1].id == seen.all[0].id + 1);
    CHECK(seen.all[3].id == seen.all[2].id + 1);
    CHECK(seen.all[2].id > seen.all[1].id);
}

TEST_CASE("requests of a server whose loops go away have their ends, too")
{
    ends seen;
    router routes = app();
    routes.get("/fail", [](request&) -> awaitable<response> {
        boost::asio::post(
            co_await boost::asio::this_coro::executor, [] { throw std::runtime_error("past any coroutine"); });
        co_await tasks::wait_for_ever();
        co_return response();
    });
    const server_options options = server_options().port(0).on_request_end(seen.keep());
    plait::runtime one(1);
    listener listening(options);
    const std::uint16_t port = listening.port();
    auto client = [&]() -> awaitable<void> {
        tcp_socket head = co_await connected(port);
        co_await head.async_write_some(boost::asio::buffer("GET /", 5), boost::asio::deferred);
        tcp_socket handled = co_await connected(port);
        co_await handled.async_write_some(boost::asio::buffer(get("/stubborn")), boost::asio::deferred);
        co_await plait::sleep_for(20ms);
        co_await ask_once(port, get("/fail"));
    };
    CHECK_THROWS_AS(
        one.run(plait::run_concurrent(serve(routes, options, std::move(listening)), client)), std::runtime_error);
    CHECK(seen.all.size() == 3);
    for (const told& each : seen.all)
        CHECK(each.text.find(": 0 stopped after ") != std::string::npos);
}

TEST_SUITE_END();
