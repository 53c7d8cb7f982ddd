#include <plait/on_all_loops.hpp>

#include <plait/context_value.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <stdexcept>
#include <string>

using namespace explored;

TEST_SUITE_BEGIN("explore: on_all_loops");

TEST_CASE("it returns when all have ended, and sees what they did")
{
    explore(schedules(600).loops(3), [](simulation& world) -> awaitable<> {
        watched<std::string> before("");
        before.write("set");
        std::atomic<int> calls = 0;
        std::atomic<int> alive = 0;
        co_await plait::on_all_loops([&]() -> awaitable<> {
            const counted here(alive);
            REQUIRE(before.read() == "set");
            co_await let_others_run(2);
            ++calls;
        });
        REQUIRE(calls == static_cast<int>(world.loops()));
        REQUIRE(alive == 0);
        before.write("all have read it");
    });
}

TEST_CASE("the first failure cancels the others, which are awaited")
{
    explore(schedules(800).loops(3), [](simulation&) -> awaitable<> {
        std::atomic<int> calls = 0;
        std::atomic<int> alive = 0;
        watched<int> after(0);
        auto each = [&]() -> awaitable<> {
            const counted here(alive);
            (void)after.read();
            if (++calls == 2)
                throw std::runtime_error("the second");
            co_await wait_for_ever();
        };
        const auto error = co_await thrown_by(plait::on_all_loops(each));
        REQUIRE(plait::describe(error) == "the second");
        REQUIRE(alive == 0);
        after.write(1);
    });
}

TEST_CASE("one that is cancelled waits for all, wherever its messages are")
{
    explore(schedules(1200).loops(3), [](simulation&) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> after(0);
        auto each = [&]() -> awaitable<> {
            const counted here(alive);
            (void)after.read();
            co_await let_others_run(2);
        };
        auto all = [&]() -> awaitable<> { co_await plait::on_all_loops(each); };
        const auto error = co_await cancelled_after(0ms, all());
        REQUIRE((!error || is_aborted(error)));
        REQUIRE(alive == 0);
        after.write(1);
    });
}

TEST_CASE("a task on another loop that is cancelled has ended when the call returns, in every order")
{
    explore(schedules::all(), [](simulation& world) -> awaitable<> {
        std::atomic<int> alive = 0;
        watched<int> after(0);
        auto there = [&]() -> awaitable<> {
            const counted here(alive);
            (void)after.read();
            co_await let_others_run();
        };
        auto call = [&]() -> awaitable<> { co_await world.on(1, there); };
        co_await cancelled_after(0ms, call());
        REQUIRE(alive == 0);
        after.write(1);
    });
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("explore: context_value");

namespace {

constinit plait::context_value<std::string> request_id;

awaitable<> require_id(const std::string& expected)
{
    co_await let_others_run();
    const std::string* id = request_id.get();
    REQUIRE(id);
    REQUIRE(*id == expected);
}

} // namespace

TEST_CASE("each task sees the value that is set around it, on every loop and whatever runs in between")
{
    explore(600, [](simulation& world) -> awaitable<> {
        auto request = [&](std::string id) -> awaitable<> {
            auto handle = [&]() -> awaitable<> {
                co_await require_id(id);
                co_await plait::on_all_loops([&] { return require_id(id); });
                co_await request_id.with(id + " inner", require_id(id + " inner"));
                co_await require_id(id);
            };
            co_await request_id.with(id, handle);
            REQUIRE(!request_id.get());
        };
        co_await plait::run_concurrent(request("a"), request("b"), world.on(1, [&] { return request("c"); }));
    });
}

TEST_SUITE_END();
