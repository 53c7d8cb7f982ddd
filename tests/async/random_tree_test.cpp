#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/simulation.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <chrono>
#include <random>
#include <stdexcept>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::race;
using plait::run_concurrent;
using plait::with_scope;
using plait::with_timeout;
using plait::testing::simulation;

namespace {

/// Trees of joins, races, scopes and limits as a seed has them. Their leaves sleep, and some fail.
struct random_trees {
    std::minstd_rand random;
    int running = 0;
    int left = 300; // tasks that may be made

    unsigned chance(unsigned of) { return static_cast<unsigned>(random()) % of; }
    std::chrono::milliseconds time(unsigned most) { return std::chrono::milliseconds(chance(most)); }

    awaitable<> make(int level)
    {
        struct guard {
            int& running;
            explicit guard(int& counted) : running(counted) { ++running; }
            ~guard() { --running; }
        } const counted(running);
        if (level <= 0 || --left <= 0) {
            co_await plait::sleep_for(time(50));
            if (chance(10) == 0)
                throw std::runtime_error("a leaf");
            co_return;
        }
        switch (chance(7)) {
        case 0: {
            std::vector<awaitable<>> tasks;
            for (int i = 0; i < 3; ++i)
                tasks.push_back(make(level - 1 - i * level / 4));
            co_await run_concurrent(std::move(tasks));
            break;
        }
        case 1:
            (void)co_await race(make(level - 1), plait::sleep_for(time(40)));
            break;
        case 2:
            co_await with_timeout(time(60), make(level - 1));
            break;
        case 3: {
            auto body = [&](plait::scope& tasks) -> awaitable<> {
                tasks.start(make(level / 2));
                tasks.start(make(level / 3));
                co_await make(level - 1);
            };
            co_await with_scope(plait::scope_options().drain(time(50)), body);
            break;
        }
        case 4: {
            auto ignore = [&]() -> awaitable<> {
                co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
                co_await make(level / 4);
            };
            co_await run_concurrent(ignore, make(level - 1));
            break;
        }
        default:
            co_await run_concurrent(make(level - 1));
        }
    }
};

} // namespace

TEST_SUITE_BEGIN("random trees");

TEST_CASE("a random tree that is cut off at a random time leaves no task, and another can follow")
{
    const dropped_errors no_noise;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        simulation(seed).run([seed]() -> awaitable<> {
            random_trees trees{std::minstd_rand(seed)};
            for (int round = 0; round < 3; ++round) {
                trees.left = 300;
                const auto limit = trees.time(60);
                (void)co_await thrown_by(with_timeout(limit, trees.make(2 + static_cast<int>(trees.chance(150)))));
                CHECK(trees.running == 0);
            }
        });
    }
}

TEST_SUITE_END();
