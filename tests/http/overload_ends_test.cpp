// Requests that wait for their turn when their connection or their server ends.
#include <doctest/doctest.h>
#include <support/ended_requests.hpp>
#include <support/overloaded.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <functional>
#include <vector>

using namespace http_test;

TEST_SUITE_BEGIN("overload, ends");

TEST_CASE("a request that waits when the server stops is answered, and its connection ends")
{
    when_overloaded([](const overloaded& server) -> awaitable<void> {
        std::vector<memory_stream> clients;
        for (int i = 0; i < 4; ++i) {
            clients.push_back(server.connect());
            co_await clients.back().write(get("/compute/1"));
        }
        server.drain();
        for (memory_stream& each : clients)
            CHECK(status_of(co_await each.read_to_end()) == 200);
    });
}

TEST_CASE("a request whose connection is cut off before its turn is not served, and ended once")
{
    ends told;
    int called = 0;
    router routes = working();
    routes.get("/first", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        co_return text("first");
    });
    routes.get("/second", [&](request&) -> awaitable<response> {
        ++called;
        co_return text("second");
    });
    std::function<void()> after_first;
    const auto keep = told.keep();
    const auto options = server_options().on_request_end([&](const request_end& end) {
        keep(end);
        if (end.target == "/first")
            after_first();
    });
    when_overloaded(routes, options, [&](const overloaded& server) -> awaitable<void> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        after_first = [&] { boost::asio::post(here, [&] { server.cut_off(); }); };
        memory_stream client = server.connect();
        co_await client.write(get("/first") + get("/second"));
        co_await plait::sleep_for(1s);
        CHECK(called == 0);
        CHECK(count_of(told.texts(), "GET /first by /first: 200 answered") == 1);
        CHECK(count_of(told.texts(), "GET /second") == 1);
    });
}

TEST_CASE("connections that are cut off while their requests wait leave the line")
{
    std::vector<memory_stream> clients; // which outlive the server
    when_overloaded([&](const overloaded& server) -> awaitable<void> {
        for (int i = 0; i < 4; ++i) {
            clients.push_back(server.connect());
            co_await clients.back().write(get("/compute/1"));
        }
    });
}

TEST_SUITE_END();
