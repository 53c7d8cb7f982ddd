#include <plait/semaphore.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/many_tasks.hpp>
#include <support/tasks.hpp>

#include <atomic>

using namespace tasks;
using plait::runtime;
using plait::semaphore;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 10;
constexpr int rounds = 500;
constexpr int all_places = 3;

} // namespace

TEST_SUITE_BEGIN("threads: semaphore");

TEST_CASE("tasks of all loops share the places: never more inside than places, and each gets in every time")
{
    semaphore places(all_places);
    std::atomic<int> inside = 0;
    std::atomic<int> done = 0;
    std::atomic<int> wrong = 0;
    auto work = [&]() -> awaitable<> {
        plait::detail::loop* const home = plait::detail::current.owner;
        for (int i = 0; i < rounds; ++i) {
            const semaphore::permit place = co_await places.acquire();
            if (++inside > all_places || plait::detail::current.owner != home)
                ++wrong;
            if (i % 2 == 0)
                co_await plait::sleep_for(0ms);
            --inside;
            ++done;
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, work));
    CHECK(wrong == 0);
    CHECK(done == loops * tasks_a_loop * rounds);
    CHECK(places.available() == all_places);
}

TEST_CASE("no place is lost to waits that run out of time while other loops give places back")
{
    semaphore places(all_places);
    std::atomic<int> inside = 0;
    std::atomic<int> wrong = 0;
    auto work = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i) {
            try {
                const semaphore::permit place = co_await plait::with_timeout(0s, places.acquire());
                if (++inside > all_places)
                    ++wrong;
                co_await plait::sleep_for(0ms);
                --inside;
            } catch (const boost::system::system_error& error) {
                if (error.code() != plait::error::timed_out)
                    throw;
            }
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, work));
    CHECK(wrong == 0);
    CHECK(places.available() == all_places);
}

TEST_CASE("a runtime that is stopped while places go round leaves none behind")
{
    for (int turns = 0; turns < 40; ++turns) {
        semaphore places(all_places);
        std::atomic<int> done = 0;
        auto work = [&]() -> awaitable<> {
            for (;;) {
                const semaphore::permit place = co_await places.acquire();
                if (++done == 10 * turns + 1)
                    stop_by_failure();
                co_await plait::sleep_for(0ms);
            }
        };
        CHECK_THROWS_WITH(runtime(loops).run(on_every_loop(tasks_a_loop, work)), "past any coroutine");
        CHECK(places.available() == all_places);
    }
}

TEST_SUITE_END();
