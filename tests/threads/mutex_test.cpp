#include <plait/mutex.hpp>

#include <plait/error.hpp>
#include <plait/runtime.hpp>
#include <plait/shared_mutex.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/many_tasks.hpp>
#include <support/tasks.hpp>

#include <atomic>

using namespace tasks;
using plait::mutex;
using plait::runtime;
using plait::shared_mutex;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 10;
constexpr int rounds = 500;

} // namespace

TEST_SUITE_BEGIN("threads: mutex");

TEST_CASE("one task of all loops at a time is inside, also while it waits there, and sees what the others wrote")
{
    mutex only;
    int count = 0; // not atomic
    auto add = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i) {
            const mutex::guard alone = co_await only.lock();
            const int before = count;
            if (i % 2 == 0)
                co_await plait::sleep_for(0ms);
            count = before + 1;
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, add));
    CHECK(count == loops * tasks_a_loop * rounds);
}

TEST_CASE("readers of all loops are inside together, a writer is alone")
{
    shared_mutex shared;
    int count = 0; // not atomic
    std::atomic<int> writes = 0;
    std::atomic<int> wrong = 0;
    auto use = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i) {
            if (i % 4 == 0) {
                const shared_mutex::guard alone = co_await shared.lock();
                const int before = count;
                co_await plait::sleep_for(0ms);
                count = before + 1;
                ++writes;
            } else {
                const shared_mutex::shared_guard reading = co_await shared.lock_shared();
                const int before = count;
                co_await plait::sleep_for(0ms);
                if (count != before)
                    ++wrong;
            }
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, use));
    CHECK(wrong == 0);
    CHECK(count == writes);
    CHECK(shared.try_lock());
}

TEST_CASE("no lock is lost to readers and writers that run out of time while other loops unlock")
{
    shared_mutex shared;
    auto use = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i) {
            try {
                if (i % 2 == 0)
                    const shared_mutex::guard alone = co_await plait::with_timeout(0s, shared.lock());
                else
                    const shared_mutex::shared_guard reading = co_await plait::with_timeout(0s, shared.lock_shared());
            } catch (const boost::system::system_error& error) {
                if (error.code() != plait::error::timed_out)
                    throw;
            }
        }
    };
    runtime(loops).run(on_every_loop(tasks_a_loop, use));
    CHECK(shared.try_lock());
}

TEST_SUITE_END();
