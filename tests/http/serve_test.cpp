#include <plait/http/serve.hpp>

#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>
#include <support/tcp.hpp>

#include <atomic>
#include <csignal>
#include <set>
#include <optional>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace http_test;
using plait::run_concurrent;

namespace {

void with_four_loops(
    const router& routes, const server_options& options, const std::function<awaitable<void>(std::uint16_t port)>& client)
{
    with_loops(4, routes, options, [&](running_server& server) { return client(server.port()); });
}

} // namespace

TEST_SUITE_BEGIN("serve");

TEST_CASE("port 0 is a free port that the system chooses, and listener::port says which")
{
    const listener one(any_port);
    const listener other(any_port);

    CHECK(one.port() != 0);
    CHECK(other.port() != one.port());
}

TEST_CASE("an address that does not parse is an error that names it")
{
    for (const char* address : {"localhost", "256.0.0.1", "", "127.0.0.1:80"}) {
        CAPTURE(address);
        try {
            const listener refused(server_options().address(address).port(0));
            FAIL("it listens");
        } catch (const boost::system::system_error& error) {
            CHECK(std::string(error.what()).starts_with(
                "cannot listen on '" + std::string(address) + "': not an IP address"));
        }
    }
}

TEST_CASE("a port that cannot be had is an error that names address and port")
{
    const listener first(any_port);
    const server_options taken = server_options().port(first.port());
    const std::string expected = "cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": ";

    try {
        const listener second(taken);
        FAIL("it listens");
    } catch (const boost::system::system_error& error) {
        CHECK(error.code() == asio::error::address_in_use);
        CHECK(std::string(error.what()).starts_with(expected));
    }
    plait::runtime one(1);
    CHECK_THROWS_AS(one.run(serve(app(), taken)), boost::system::system_error);
    CHECK_THROWS_AS(listener(server_options().address("192.0.2.1").port(0)), boost::system::system_error); // not ours
}

TEST_CASE("a port is still refused to others while all loops listen on it")
{
    with_four_loops(app(), any_port, [](std::uint16_t port) -> awaitable<void> {
        CHECK(status_of(co_await ask_once(port, get_and_close("/"))) == 200);
        CHECK_THROWS_AS(listener(server_options().port(port)), boost::system::system_error);
    });
}

TEST_CASE("clients can connect from the listener's construction, and are answered once serve runs")
{
    plait::runtime two(2);
    two.run([]() -> awaitable<void> {
        running_server server(co_await asio::this_coro::executor, app(), any_port); // listens, does not serve
        tcp_socket early = co_await connected(server.port());
        co_await early.async_write_some(asio::buffer(get_and_close("/")), asio::deferred);

        co_await server.serve_while([&]() -> awaitable<void> {
            const std::string answer = co_await read_all(early);
            CHECK(body_of(answer) == "hello");
        });
    }());
}

TEST_CASE("requests and answers pass whole, small and large")
{
    with_four_loops(app(), any_port, [](std::uint16_t port) -> awaitable<void> {
        const std::string body = large_text(900'000);
        std::string request = post("/echo", body);
        request.insert(request.find("\r\n") + 2, "Connection: close\r\n");

        CHECK(body_of(co_await ask_once(port, get_and_close("/"))) == "hello");
        CHECK(body_of(co_await ask_once(port, request)) == body);
        CHECK(status_of(co_await ask_once(port, "nonsense\r\n\r\n")) == 400);
        const std::string two = co_await ask_once(port, get("/") + get_and_close("/large"));
        CHECK(two.find("hello") != std::string::npos);
        CHECK(two.ends_with(large_text()));
    });
}

TEST_CASE("it accepts on every loop of the runtime, and a connection and its handlers stay on one loop")
{
    router routes;
    routes.get("/", [](request&) -> awaitable<response> {
        const plait::executor here = co_await asio::this_coro::executor;
        co_await plait::sleep_for(1us);
        REQUIRE(here.runs_here());
        co_return text(std::to_string(reinterpret_cast<std::uintptr_t>(&here.owner())));
    });
    with_four_loops(routes, any_port, [](std::uint16_t port) -> awaitable<void> {
        std::set<std::string> loops;
        for (int i = 0; i < 500 && loops.size() < 4; ++i) { // the kernel chooses by the client's port
            const std::string answers = co_await ask_once(port, get("/") + get("/") + get_and_close("/"));
            const std::string first = body_of(answers).substr(0, body_of(answers).find("HTTP"));
            REQUIRE(count_of(answers, first) == 3);
            loops.insert(first);
        }
        CHECK(loops.size() == 4);
    });
}

TEST_CASE("200 concurrent requests on four loops count 200")
{
    plait::guarded<int> hits;
    router routes;
    routes.get("/", [&](request&) -> awaitable<response> {
        const int count = co_await hits.with([](int& n) { return ++n; });
        co_return text(std::to_string(count));
    });
    with_four_loops(routes, any_port, [&](std::uint16_t port) -> awaitable<void> {
        co_await plait::on_all_loops([port]() -> awaitable<void> {
            std::vector<awaitable<std::string>> request;
            for (int i = 0; i < 50; ++i)
                request.push_back(ask_once(port, get_and_close("/")));
            for (const std::string& each : co_await run_concurrent(std::move(request)))
                CHECK(status_of(each) == 200);
        });
        const int counted = co_await hits.with([](int& n) { return n; });
        CHECK(counted == 200);
    });
}

TEST_CASE("when it is cancelled it stops listening, closes what waits, finishes what is in flight, and returns")
{
    std::atomic<bool> held = false;
    std::atomic<bool> released = false;
    router routes = app();
    routes.get("/held", [&](request&) -> awaitable<response> {
        held = true;
        co_await until(released);
        co_return text("done");
    });
    plait::runtime four(4);
    four.run([&]() -> awaitable<void> {
        running_server server(co_await asio::this_coro::executor, routes, any_port);
        co_await server.serve_while([&]() -> awaitable<void> {
            tcp_socket idle = co_await kept_open(server.port());
            tcp_socket in_flight = co_await connected(server.port());
            co_await in_flight.async_write_some(asio::buffer(get("/held")), asio::deferred);
            co_await until(held);
            server.cancel();

            CHECK((co_await read_all(idle)) == "");
            CHECK(server.running());
            released = true;
            const std::string answer = co_await read_all(in_flight);
            CHECK(body_of(answer) == "done");
            CHECK(field_of(answer, "Connection") == "close");
        });

        CHECK_THROWS_AS(co_await connected(server.port()), boost::system::system_error);
    }());
}

TEST_CASE("after drain_timeout it cancels what is still there")
{
    std::atomic<bool> held = false;
    std::atomic<bool> left = false;
    router routes;
    routes.get("/", [&](request&) -> awaitable<response> {
        held = true;
        bool watched = false;
        try {
            co_await tasks::watched_hour(watched);
        } catch (const boost::system::system_error&) {
            left = watched;
            throw;
        }
        co_return response();
    });
    plait::runtime two(2);
    two.run([&]() -> awaitable<void> {
        const server_options options = server_options().port(0).drain_timeout(1ms);
        running_server server(co_await asio::this_coro::executor, routes, options);
        std::optional<tcp_socket> client;
        co_await server.serve_while([&]() -> awaitable<void> {
            client.emplace(co_await connected(server.port()));
            co_await client->async_write_some(asio::buffer(get("/")), asio::deferred);
            co_await until(held);
        });

        CHECK(left);
        CHECK((co_await read_all(*client)) == "");
    }());
}

TEST_CASE("SIGTERM stops it in order: the request in flight is answered, and run returns")
{
    router routes;
    routes.get("/stop", [](request&) -> awaitable<response> {
        std::raise(SIGTERM);
        // Answers when the server has heard, as its listeners are closed first.
        co_await plait::sleep_for(1ms);
        co_return text("stopped");
    });
    std::string answer;
    plait::runtime two(2);
    listener listening(any_port);
    const std::uint16_t port = listening.port();
    auto client = [&]() -> awaitable<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        answer = co_await ask_once(port, get_and_close("/stop"));
    };
    two.run(run_concurrent(serve(routes, any_port, std::move(listening)), client));

    CHECK(body_of(answer) == "stopped");
}

TEST_CASE("an exception past any coroutine takes the server down in order, with its connections on every loop")
{
    std::atomic<bool> held = false;
    router routes;
    routes.get("/held", [&](request&) -> awaitable<response> {
        held = true;
        co_await tasks::wait_for_ever();
        co_return response();
    });
    routes.get("/fail", [](request&) -> awaitable<response> {
        asio::post(co_await asio::this_coro::executor, [] { throw std::runtime_error("past any coroutine"); });
        co_await tasks::wait_for_ever();
        co_return response();
    });
    plait::runtime four(4);
    listener listening(any_port);
    const std::uint16_t port = listening.port();
    auto client = [&]() -> awaitable<void> {
        std::vector<tcp_socket> idle;
        for (int i = 0; i < 20; ++i)
            idle.push_back(co_await connected(port));
        tcp_socket in_flight = co_await connected(port);
        co_await in_flight.async_write_some(asio::buffer(get("/held")), asio::deferred);
        co_await until(held);
        co_await ask_once(port, get("/fail"));
    };

    CHECK_THROWS_WITH_AS(
        four.run(run_concurrent(serve(routes, any_port, std::move(listening)), client)), "past any coroutine",
        std::runtime_error);
}

TEST_CASE("a client that leaves within a large answer is nobody's trouble")
{
    log_lines log;
    const server_options options = server_options().port(0).log(log.keep());
    with_four_loops(app(), options, [](std::uint16_t port) -> awaitable<void> {
        for (int i = 0; i < 20; ++i) {
            tcp_socket leaves = co_await connected(port);
            co_await leaves.async_write_some(asio::buffer(get("/large") + get("/large")), asio::deferred);
        }
        CHECK(body_of(co_await ask_once(port, get_and_close("/"))) == "hello");
    });
    CHECK(log.lines.empty());
}

TEST_SUITE_END();
