#include <plait/shield.hpp>

#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/with_timeout.hpp>

#include "explored.hpp"

#include <random>

using namespace explored;
using plait::shield;

namespace {

/// Pieces of work in a random tree of joins, races, scopes, limits and shields.
class shielded_tree {
public:
    explicit shielded_tree(unsigned seed) : random_(seed) {}

    // Each that has begun in a shield ends there, and none outlives what has started it.
    awaitable<> grow(int depth, bool in_shield)
    {
        const counted here(alive_);
        if (depth == 0)
            co_return co_await work(in_shield);
        auto branch = [&, depth, in_shield]() -> awaitable<> { co_await grow(depth - 1, in_shield); };
        auto shielded = [&, depth]() -> awaitable<> { co_await grow(depth - 1, true); };
        switch (random_() % 5) {
        case 0:
            co_return co_await shield(shielded);
        case 1: {
            const bool cut_off = !in_shield;
            if (cut_off)
                co_await thrown_by(plait::with_timeout(std::chrono::milliseconds(random_() % 4), branch()));
            else
                co_await branch();
            break;
        }
        case 2:
            co_await plait::run_concurrent(branch, branch);
            break;
        case 3:
            if (in_shield)
                co_await plait::run_concurrent(branch, branch);
            else
                co_await plait::race(branch, branch);
            break;
        default: {
            auto body = [&](plait::scope& tasks) -> awaitable<> {
                tasks.start(branch);
                tasks.start(shield(shielded));
                co_await let_others_run(static_cast<int>(random_() % 3));
                if (!in_shield)
                    tasks.cancel();
            };
            co_await plait::with_scope(body);
        }
        }
    }

    void require_all_ended() const
    {
        REQUIRE(alive_ == 0);
        REQUIRE(begun_in_shield_ == ended_in_shield_);
    }

private:
    awaitable<> work(bool in_shield)
    {
        begun_in_shield_ += in_shield;
        co_await let_others_run(static_cast<int>(random_() % 3));
        co_await plait::sleep_for(std::chrono::milliseconds(random_() % 5));
        ended_in_shield_ += in_shield;
    }

    std::minstd_rand random_;
    std::atomic<int> alive_ = 0;
    int begun_in_shield_ = 0;
    int ended_in_shield_ = 0;
};

} // namespace

TEST_SUITE_BEGIN("explore: shield");

TEST_CASE("in a random tree that is cut off at a random time, all that has begun in a shield ends, and is waited for")
{
    for (unsigned seed = 1; seed <= 100; ++seed) {
        CAPTURE(seed);
        explore(20, [seed](simulation&) -> awaitable<> {
            shielded_tree tree(seed);
            const auto cut_off_after = std::chrono::milliseconds(seed % 12);
            const std::exception_ptr error = co_await cancelled_after(cut_off_after, tree.grow(4, false));
            REQUIRE((!error || is_aborted(error)));
            tree.require_all_ended();
        });
    }
}

TEST_CASE("what a cancelled task does last is done under every schedule")
{
    explore(schedules(800).loops(2), [](simulation& world) -> awaitable<> {
        watched<int> saved(0);
        auto save = [&]() -> awaitable<> {
            co_await let_others_run();
            co_await world.on(1, [] { return let_others_run(); });
            saved.change([](int& n) { ++n; });
        };
        auto task = [&]() -> awaitable<> {
            const std::exception_ptr cancelled = co_await thrown_by(wait_for_ever());
            co_await shield(save);
            std::rethrow_exception(cancelled);
        };
        const std::exception_ptr error = co_await cancelled_after(1ms, plait::with_timeout(1ms, task));
        REQUIRE(error);
        REQUIRE(saved.read() == 1);
    });
}

TEST_SUITE_END();
