#include <plait/detail/coroutine/loop.hpp>
#include <plait/first_success.hpp>
#include <plait/hedged.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/settle.hpp>
#include <plait/with_timeout.hpp>

#include "explored.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <support/dropped_errors.hpp>

#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

// Random trees of everything that starts tasks, cut off at random times, once or twice. Whatever they are, all that has begun
// has ended when the call returns, nothing takes longer than it may, and other timers of the loops come in time.

using namespace explored;
using plait::scope;
using plait::scope_options;
using plait::scope_policy;
using plait::with_scope;

namespace {

constexpr auto most_ignored = 20ms; // by what does not care whether it is cancelled
constexpr auto most_drained = 20ms;

class random_tree {
public:
    random_tree(simulation& world, unsigned seed) : world_(world), random_(seed) {}

    [[nodiscard]] int alive() const { return alive_; }

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
    std::chrono::milliseconds below(std::chrono::milliseconds end)
    {
        return std::chrono::milliseconds(below(static_cast<int>(end.count())));
    }

    awaitable<> grow(int depth)
    {
        const counted here(alive_);
        if (depth == 0)
            co_await leaf();
        else
            co_await branch(depth - 1);
    }

    awaitable<> in_scope(scope_options options, int depth)
    {
        auto body = [&](scope& tasks) -> awaitable<> {
            const counted here(alive_);
            for (int i = below(3); i >= 0; --i)
                tasks.start(grow(depth));
            if (below(4) == 0)
                tasks.start([this, &tasks, depth]() -> awaitable<> {
                    const counted also(alive_);
                    co_await plait::sleep_for(below(30ms));
                    if (below(2) == 0)
                        tasks.cancel();
                    tasks.start(grow(depth));
                });
            co_await grow(depth);
        };
        co_await with_scope(std::move(options), body);
    }

private:
    std::vector<awaitable<>> some(int depth)
    {
        std::vector<awaitable<>> all;
        for (int i = below(3); i >= 0; --i)
            all.push_back(grow(depth));
        return all;
    }

    awaitable<> branch(int depth)
    {
        switch (below(9)) {
        case 0:
            return plait::run_concurrent(some(depth));
        case 1:
            return without_result(plait::race(some(depth)));
        case 2:
            return without_result(plait::settle(some(depth)));
        case 3:
            return without_result(plait::first_success(some(depth)));
        case 4:
            return plait::with_timeout(below(60ms), grow(depth));
        case 5:
            return hedge(depth);
        case 6:
            return elsewhere(depth);
        default: {
            constexpr scope_policy policies[] = {
                scope_policy::fail_fast, scope_policy::collect, scope_policy::supervise};
            scope_options options(policies[below(3)]);
            if (below(3) > 0)
                options.drain(below(most_drained) + 1ms);
            return in_scope(options, depth);
        }
        }
    }

    awaitable<> hedge(int depth)
    {
        auto again = [&] { return grow(depth); };
        co_await plait::hedged(below(10ms), again);
    }

    awaitable<> elsewhere(int depth)
    {
        auto there = [&]() -> awaitable<> { return grow(depth); };
        co_await world_.on(static_cast<std::size_t>(below(2)), there);
    }

    awaitable<> leaf()
    {
        switch (below(6)) {
        case 0:
            return plait::sleep_for(0ms);
        case 1:
            return wait_for_ever();
        case 2:
            return ignore_cancellation_for(below(most_ignored));
        case 3:
            return failure_after(below(60ms), "failed");
        default:
            return plait::sleep_for(below(80ms));
        }
    }

    simulation& world_;
    std::minstd_rand random_;
    std::atomic<int> alive_ = 0;
};

/// Sleeps until it is told, and looks whether it is woken when it should be.
awaitable<> tick(const bool& over)
{
    auto time = 1ms;
    while (!over) {
        time = time % 13ms + 3ms;
        const auto due = plait::clock::now() + time;
        co_await plait::sleep_for(time);
        REQUIRE(plait::clock::now() == due);
    }
}

using cut = awaitable<>(random_tree&, simulation&);

void cut_off(unsigned seeds, cut* how)
{
    const dropped_errors dropped;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        simulation(seed, 2).run([&](simulation& world) -> awaitable<> {
            random_tree tree(world, seed);
            bool over = false;
            auto whole = [&]() -> awaitable<> {
                co_await how(tree, world);
                REQUIRE(tree.alive() == 0);
                over = true;
            };
            co_await plait::run_concurrent(whole, tick(over), world.on(1, [&] { return tick(over); }));
            REQUIRE(no_timer_is_set());
        });
    }
}

} // namespace

TEST_SUITE_BEGIN("explore: trees");

TEST_CASE("a tree that is cancelled once takes a drain time at most, and no task of it is left")
{
    cut_off(1000, [](random_tree& tree, simulation& world) -> awaitable<> {
        const auto when = tree.below(60ms);
        co_await cancelled_after(when, tree.grow(4));
        REQUIRE(world.elapsed() <= when + most_drained + most_ignored);
    });
}

TEST_CASE("a tree inside a scope that drains takes no longer than that scope")
{
    cut_off(1000, [](random_tree& tree, simulation& world) -> awaitable<> {
        const auto when = tree.below(60ms);
        const auto drain = tree.below(15ms) + 1ms;
        co_await cancelled_after(when, tree.in_scope(scope_options().drain(drain), 3));
        REQUIRE(world.elapsed() <= when + drain + most_ignored);
    });
}

TEST_CASE("a tree that a signal cancels twice ends with the second, and no task of it is left")
{
    cut_off(1000, [](random_tree& tree, simulation& world) -> awaitable<> {
        const auto first = tree.below(60ms);
        const auto second = tree.below(15ms);
        boost::asio::cancellation_signal ending;
        bool ended = false;
        boost::asio::co_spawn(
            (co_await boost::asio::this_coro::executor).owner().root(), tree.grow(4),
            boost::asio::bind_cancellation_slot(ending.slot(), [&](const std::exception_ptr&) { ended = true; }));
        for (auto pause : {first, second, 0ms}) {
            co_await plait::sleep_for(pause);
            ending.emit(boost::asio::cancellation_type::terminal);
        }
        co_await plait::sleep_for(most_ignored);
        REQUIRE(ended);
        REQUIRE(world.elapsed() == first + second + most_ignored);
    });
}

TEST_SUITE_END();
