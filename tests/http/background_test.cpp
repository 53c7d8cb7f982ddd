#include <plait/http/request.hpp>

#include <plait/http/response.hpp>
#include <plait/scope.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace http_test;
using plait::scope;
using plait::testing::run_virtual;
using plait::testing::serve_in_memory;

namespace {

template <class Tasks>
concept cancellable = requires(Tasks& tasks) { tasks.cancel(); };
static_assert(cancellable<scope> && !cancellable<background_tasks>, "background work is not a handler's to cancel");

/// "/" starts `work()` in the background and answers at once.
template <class Work>
router starting(Work work)
{
    router routes;
    routes.get("/", [work](request& request) -> awaitable<response> {
        request.background().start(work());
        co_return text("accepted");
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("background work");

TEST_CASE("goes on after the answer, and the server does not end before it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        bool done = false;
        auto work = [&done]() -> awaitable<void> {
            co_await plait::sleep_for(10s);
            done = true;
        };
        co_await serve_in_memory(starting(work), server_options(), [&](memory_server& server) -> awaitable<void> {
            memory_stream client = server.connect();
            CHECK(body_of(co_await ask(client, get("/"))) == "accepted");
            CHECK(clock.elapsed() == 0s);
        });
        CHECK(done);
        CHECK(clock.elapsed() == 10s);
    });
}

TEST_CASE("may finish within the drain timeout when the server is stopped, and is cut off then")
{
    struct row {
        const char* name;
        std::chrono::seconds takes;
        bool done;
        std::chrono::seconds ended;
    };
    for (row r : {row{"in time", 3s, true, 3s}, row{"too long", 60s, false, 6s}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock& clock, row r) -> awaitable<void> {
                std::vector<std::string> log;
                bool done = false;
                auto work = [&done, takes = r.takes]() -> awaitable<void> {
                    co_await plait::sleep_for(takes);
                    done = true;
                };
                const server_options options = server_options().drain_timeout(5s).log(
                    [&log](std::string_view line) { log.emplace_back(line); });
                auto client = [&](memory_server& server) -> awaitable<void> {
                    memory_stream connected = server.connect();
                    co_await ask(connected, get("/"));
                    co_await plait::sleep_for(1h);
                };
                co_await tasks::cancelled_after(1s, serve_in_memory(starting(work), options, client));

                CHECK(done == r.done);
                CHECK(clock.elapsed() == r.ended);
            },
            r);
    }
}

TEST_CASE("an error of it is logged, and ends nothing else")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        std::vector<std::string> log;
        const server_options options
            = server_options().log([&log](std::string_view line) { log.emplace_back(line); });
        auto work = [] { return tasks::failure_after(1ms, "boom"); };
        co_await serve_in_memory(starting(work), options, [&](memory_server& server) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await ask(client, get("/"));
            co_await plait::sleep_for(1s);
            CHECK(status_of(co_await ask(client, get("/"))) == 200);
        });
        CHECK(log == std::vector<std::string>(2, "background work: boom"));
    });
}

TEST_CASE("a request that no server has read has none, unless a test gives it one")
{
    run_virtual([](virtual_clock& clock) -> awaitable<void> {
        bool done = false;
        auto work = [&done]() -> awaitable<void> {
            co_await plait::sleep_for(1s);
            done = true;
        };
        router routes = starting(work);
        request alone(method::get, "/");
        CHECK_THROWS_AS((void)alone.background(), std::logic_error);

        co_await plait::with_scope([&](scope& given) -> awaitable<void> {
            plait::http::background_tasks tasks(given);
            request request(method::get, "/");
            request.background(tasks);
            response answer = co_await routes(request);
            CHECK(answer.body() == "accepted");
        });
        CHECK(done);
        CHECK(clock.elapsed() == 1s);
    });
}

TEST_SUITE_END();
