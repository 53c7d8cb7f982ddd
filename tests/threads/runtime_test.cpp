#include <plait/runtime.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>
#include <support/uses_parent_at_end.hpp>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace tasks;
using plait::on_all_loops;
using plait::run_concurrent;
using plait::runtime;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;

namespace {

constexpr std::size_t loops = 4;

plait::detail::loop& loop_number(std::size_t number)
{
    return *plait::detail::current.owner->siblings()[number];
}

/// Waits for ever on every loop, at three depths; the destructors at each depth use the variables of the one above.
awaitable<void> suspended_everywhere(lifetime_counts& counts, std::atomic<int>& ended, std::atomic<int>& waiting)
{
    const lifetime_probe root(counts);
    auto leaf = [&](const lifetime_probe& above) -> awaitable<> {
        const uses_parent_at_end at_end(above, ended);
        ++waiting;
        co_await wait_for_ever();
    };
    auto each = [&]() -> awaitable<> {
        const uses_parent_at_end at_end(root, ended);
        const lifetime_probe own(counts);
        auto across = [&]() -> awaitable<> { return leaf(own); };
        co_await run_concurrent(leaf(own), on_all_loops(across));
    };
    co_await on_all_loops(each);
}

} // namespace

TEST_SUITE_BEGIN("threads: runtime");

TEST_CASE("the other loops run until the coroutine has finished, in this run and the next")
{
    runtime all(loops);
    for (int round = 0; round < 20; ++round) {
        std::atomic<std::size_t> turns = 0;
        auto each = [&]() -> awaitable<> {
            co_await plait::sleep_for(0ms);
            ++turns;
        };
        all.run(on_all_loops(each));
        CHECK(turns == loops);
    }
}

TEST_CASE("execute is safe from any thread, and queues what comes from outside")
{
    runtime all(loops);
    std::atomic<int> ran = 0;
    auto main = [&]() -> awaitable<> {
        const plait::executor here = co_await asio::this_coro::executor;
        int unprotected = 0; // one loop runs it all, so it needs no lock
        constexpr int calls = 2000;
        std::vector<std::jthread> callers;
        for (int i = 0; i < 3; ++i)
            callers.emplace_back([&] {
                for (int call = 0; call < calls; ++call)
                    here.execute([&] {
                        ++unprotected;
                        ++ran;
                    });
            });
        while (ran < 3 * calls)
            co_await plait::sleep_for(0ms);
        CHECK(unprotected == 3 * calls);
    };
    all.run(main());
}

TEST_CASE("a signal cancels the coroutine, and what it runs on all loops")
{
    runtime all(loops);
    std::atomic<std::size_t> waiting = 0;
    std::atomic<std::size_t> left = 0;
    auto each = [&]() -> awaitable<> {
        struct leaving {
            std::atomic<std::size_t>& left;
            ~leaving() { ++left; }
        } on_exit{left};
        if (++waiting == loops)
            std::raise(SIGTERM);
        co_await plait::sleep_for(1h);
    };
    all.run(on_all_loops(each)); // quietly: the signal was its own
    CHECK(left == loops);
}

TEST_CASE("an exception past any coroutine, on any loop, destroys what is suspended on all: children before parents")
{
    for (std::size_t failing = 0; failing < loops; ++failing) {
        CAPTURE(failing);
        lifetime_counts counts;
        std::atomic<int> ended = 0;
        std::atomic<int> waiting = 0;
        constexpr int leaves = loops * (1 + loops);
        auto fail = [&]() -> awaitable<> {
            while (waiting < leaves)
                co_await plait::sleep_for(0ms);
            asio::post(loop_number(failing).root(), [] { throw std::runtime_error("past any coroutine"); });
            co_await wait_for_ever();
        };
        {
            runtime all(loops);
            auto main = [&]() -> awaitable<> {
                co_await run_concurrent(suspended_everywhere(counts, ended, waiting), fail);
            };
            CHECK_THROWS_WITH_AS(all.run(main()), "past any coroutine", std::runtime_error);

            CHECK(counts.alive() == 0); // now, not only when the runtime is destroyed
            CHECK(ended == leaves + static_cast<int>(loops));
            CHECK_THROWS_AS(all.run(value_at_once(1)), std::logic_error);
        }
    }
}

TEST_CASE("an exception that stops the runtime while tasks start and finish on all loops leaves nothing behind")
{
    for (int turns = 0; turns < 40; ++turns) {
        lifetime_counts counts;
        auto busy = [&]() -> awaitable<> {
            const lifetime_probe own(counts);
            auto inner = [&]() -> awaitable<> {
                const lifetime_probe inside(counts);
                co_await plait::sleep_for(0ms);
            };
            for (;;)
                co_await run_concurrent(on_all_loops(inner), plait::sleep_for(0ms));
        };
        auto fail = [&]() -> awaitable<> {
            for (int i = 0; i < turns; ++i)
                co_await plait::sleep_for(0ms);
            asio::post(loop_number(1).root(), [] { throw std::runtime_error("boom"); });
            co_await wait_for_ever();
        };
        auto main = [&]() -> awaitable<> { co_await run_concurrent(on_all_loops(busy), fail); };

        runtime all(loops);
        CHECK_THROWS_WITH(all.run(main()), "boom");
        CHECK(counts.alive() == 0);
    }
}

TEST_CASE("runtimes may run on several threads at once, each for itself")
{
    std::atomic<int> sum = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < 10; ++round)
                    sum += runtime(2).run(value_at_once(1));
            });
    }
    CHECK(sum == 30);
}

TEST_SUITE_END();
