#include <plait/blocking.hpp>

#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <stdexcept>

using namespace explored;

TEST_SUITE_BEGIN("explore: blocking");

TEST_CASE("each caller gets its own result, and what it did before was seen by its function")
{
    explore(schedules(600).loops(3), [](simulation& world) -> awaitable<> {
        auto call = [](int self) -> awaitable<> {
            watched<int> data(0);
            data.write(self);
            const int got = co_await plait::blocking([&] { return data.change([](int& n) { return ++n; }); });
            REQUIRE(got == self + 1);
            REQUIRE(data.read() == self + 1);
        };
        co_await plait::run_concurrent(
            call(1), call(2), world.on(1, [&] { return call(3); }), world.on(2, [&] { return call(4); }));
    });
}

TEST_CASE("a function whose caller is cancelled is never called, or has its result returned, in every order")
{
    explore(schedules::all(), []() -> awaitable<> {
        watched<bool> called(false);
        bool returned = false;
        auto call = [&]() -> awaitable<> {
            co_await plait::blocking([&] { called.write(true); });
            returned = true;
        };
        auto other = [&]() -> awaitable<> { co_await plait::blocking([] {}); };
        co_await plait::run_concurrent(cancelled_after(0ms, call()), other());
        REQUIRE(called.read() == returned);
    });
}

TEST_CASE("a pool is no different: no function outlives its call, and errors come out")
{
    explore(600, [](simulation& world) -> awaitable<> {
        plait::blocking_pool pool;
        std::atomic<int> calls = 0;
        auto call = [&]() -> awaitable<> {
            std::atomic<int> own = 0;
            auto count = [&]() -> awaitable<> {
                co_await pool.run([&] {
                    ++own;
                    ++calls;
                });
            };
            const auto error = co_await cancelled_after(0ms, count());
            REQUIRE((error ? is_aborted(error) && own == 0 : own == 1));
        };
        auto fail = [&]() -> awaitable<> {
            const auto error = co_await thrown_by(pool.run([] { throw std::runtime_error("within"); }));
            REQUIRE(plait::describe(error) == "within");
        };
        co_await plait::run_concurrent(call(), call(), world.on(1, call), world.on(1, fail));
        REQUIRE(calls <= 3);
    });
}

TEST_SUITE_END();
