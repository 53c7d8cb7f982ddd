#include <plait/http/current_route.hpp>

#include <plait/blocking.hpp>
#include <plait/context_value.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/scope.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>

using namespace http_test;

namespace {

/// "none" in place of null.
std::string now()
{
    const char* route = current_route();
    return route ? route : "none";
}

awaitable<std::string> now_in_a_task()
{
    co_await plait::sleep_for(1ms);
    co_return now();
}

/// "/ask/{what}" answers what `ask` returns, the others the route.
template <class Ask>
router asking(Ask ask)
{
    router routes;
    routes.get("/ask/{what}", [ask](request&) -> awaitable<response> { co_return text(co_await ask()); });
    routes.get("/slow", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        co_return text(now());
    });
    routes.get("/throws", [](request&) -> awaitable<response> {
        throw std::runtime_error("boom");
        co_return response();
    });
    return routes;
}

template <class Ask>
std::string answered(Ask ask)
{
    std::string got;
    with_server(asking(ask), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        got = body_of(co_await http_test::ask(client, get("/ask/it")));
    });
    return got;
}

} // namespace

TEST_SUITE_BEGIN("current_route");

TEST_CASE("is the pattern of the request's route, before and after a wait")
{
    CHECK(answered([]() -> awaitable<std::string> {
        const std::string before = now();
        co_await plait::sleep_for(1ms);
        co_return before + " " + now();
    }) == "/ask/{what} /ask/{what}");
}

TEST_CASE("is inherited by the tasks that a handler starts, with a deadline and a context value too")
{
    static constinit plait::context_value<int> value;
    CHECK(answered([]() -> awaitable<std::string> {
        auto both = []() -> awaitable<std::string> {
            auto [first, second] = co_await plait::run_concurrent(now_in_a_task(), now_in_a_task());
            co_return first + " " + second;
        };
        co_return co_await plait::with_timeout(1s, value.with(7, both()));
    }) == "/ask/{what} /ask/{what}");
}

TEST_CASE("is known to a function that a handler calls in a pool, and to nobody there after it")
{
    const router routes = asking([]() -> awaitable<std::string> { return plait::blocking([] { return now(); }); });
    std::string inside;
    std::string after;
    auto client = [&](memory_server& server) -> awaitable<void> {
        memory_stream connected = server.connect();
        inside = body_of(co_await ask(connected, get("/ask/it")));
    };
    auto main = [&]() -> awaitable<void> {
        co_await plait::testing::serve_in_memory(routes, server_options(), client);
        after = co_await plait::blocking([] { return now(); });
    };
    plait::runtime(1).run(main());

    CHECK(inside == "/ask/{what}");
    CHECK(after == "none");
}

TEST_CASE("is each request's own, where several run at the same time")
{
    with_server(
        asking(now_in_a_task), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream slow = server.connect();
            memory_stream quick = server.connect();
            auto [first, second] = co_await plait::run_concurrent(ask(slow, get("/slow")), ask(quick, get("/ask/it")));
            CHECK(body_of(first) == "/slow");
            CHECK(body_of(second) == "/ask/{what}");
            CHECK(body_of(co_await ask(slow, get("/ask/it"))) == "/ask/{what}"); // the next one of a connection
        });
}

TEST_CASE("is none outside of a request: before one, after one, after one that failed, and in work behind the answer")
{
    std::string behind;
    router routes = asking(now_in_a_task);
    routes.get("/background", [&behind](request& request) -> awaitable<response> {
        auto work = [](std::string& out) -> awaitable<void> {
            co_await plait::sleep_for(1s);
            out = now();
        };
        request.background().start(work(behind));
        co_return text("");
    });
    std::vector<std::string> logged;
    const server_options options = server_options().log([&](std::string_view) { logged.push_back(now()); });
    with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        CHECK(now() == "none");
        memory_stream client = server.connect();
        co_await ask(client, get("/ask/it"));
        co_await ask(client, get("/background"));
        co_await ask(client, get("/throws"));
        CHECK(now() == "none");
    });
    CHECK(behind == "none");
    CHECK(logged == std::vector<std::string>{"none"}); // it has ended by then
}

TEST_CASE("is none in a test that calls the router itself")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        const router routes = asking(now_in_a_task);
        request request(method::get, "/ask/it");
        CHECK((co_await routes(request)).body() == "none");
    });
}

TEST_SUITE_END();
