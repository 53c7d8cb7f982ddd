#include <plait/context_value.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::context_value;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

constinit context_value<std::string> request_id;
constinit context_value<int> level;

std::string id()
{
    return request_id.get() ? *request_id.get() : "none";
}

awaitable<std::string> id_after(std::chrono::milliseconds delay)
{
    co_await plait::sleep_for(delay);
    co_return id();
}

} // namespace

TEST_SUITE_BEGIN("context_value");

TEST_CASE("a value is read by the task it is set for and by all that it starts, and by nobody else")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::vector<std::string> seen;
        auto work = [&]() -> awaitable<> {
            seen.push_back(id());
            auto [one, two] = co_await plait::run_concurrent(
                id_after(1ms), plait::with_timeout(1h, plait::run_concurrent(id_after(2ms))));
            seen.push_back(one);
            seen.push_back(std::get<0>(two));
        };

        auto [inside, outside] = co_await plait::run_concurrent(request_id.with("a7", work), id_after(1ms));

        CHECK(seen == std::vector<std::string>{"a7", "a7", "a7"});
        CHECK(outside == "none");
        CHECK(id() == "none");
    });
}

TEST_CASE("the nearest value counts, and the one around it again afterwards")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto work = [&]() -> awaitable<std::string> {
            std::string inner = co_await request_id.with("inner", id_after(1ms));
            co_return inner + " " + co_await id_after(1ms);
        };
        CHECK((co_await request_id.with("outer", work)) == "inner outer");
    });
}

TEST_CASE("values of several kinds stand side by side")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto both = [&]() -> awaitable<std::string> { co_return id() + std::to_string(*level.get()); };
        CHECK((co_await request_id.with("a", level.with(7, both))) == "a7");
        CHECK(level.get() == nullptr);
    });
}

TEST_CASE("result, error and cancellation are those of the task")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK((co_await request_id.with("a", value_after(1ms, 3))) == 3);
        CHECK_THROWS_WITH(co_await request_id.with("a", failure_after(1ms, "boom")), "boom");
        bool left = false;
        CHECK(is_aborted(co_await cancelled_after(10ms, request_id.with("a", watched_hour(left)))));
        CHECK(left);
        CHECK(clock.elapsed() == 12ms);
    });
}

TEST_CASE("a task of a scope has the values of where the scope was opened")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string seen;
        auto look = [&]() -> awaitable<> { seen = co_await id_after(5ms); };
        auto open = [&]() -> awaitable<> {
            co_await plait::with_scope([&](plait::scope& tasks) -> awaitable<> {
                auto start = [&]() -> awaitable<> {
                    tasks.start(look);
                    co_return;
                };
                co_await request_id.with("starter", start); // its value is gone when the task looks
            });
        };
        co_await request_id.with("scope", open);
        CHECK(seen == "scope");
    });
}

TEST_SUITE_END();
