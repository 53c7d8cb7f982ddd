#include <plait/mutex.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <optional>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::mutex;
using plait::run_concurrent;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<void> work(mutex& only, std::vector<int>& seen, int self)
{
    const mutex::guard alone = co_await only.lock();
    seen.push_back(self);
    co_await plait::sleep_for(10ms);
    seen.push_back(self);
}

awaitable<void> lock_and_keep(mutex& only)
{
    const mutex::guard alone = co_await only.lock();
    co_await wait_for_ever();
}

} // namespace

TEST_SUITE_BEGIN("mutex");

TEST_CASE("one task at a time is inside, also while it waits there, in the order of arrival")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        mutex only;
        std::vector<int> seen;

        co_await run_concurrent(work(only, seen, 1), work(only, seen, 2), work(only, seen, 3));

        CHECK(seen == std::vector{1, 1, 2, 2, 3, 3});
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("unlocking hands the mutex to the oldest that waits: nobody can take it first")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        mutex only;
        std::vector<int> seen;
        mutex::guard alone = co_await only.lock();
        auto unlock_and_try = [&]() -> awaitable<> {
            alone.unlock();
            CHECK_FALSE(only.try_lock());
            co_await work(only, seen, 2);
        };
        co_await run_concurrent(work(only, seen, 1), unlock_and_try);

        CHECK(seen == std::vector{1, 1, 2, 2});
    });
}

TEST_CASE("a guard moves, and unlocks once")
{
    mutex only;
    mutex::guard first = *only.try_lock();
    CHECK_FALSE(only.try_lock());

    mutex::guard second = std::move(first);
    CHECK_FALSE(first);
    CHECK(second);
    first.unlock();
    CHECK_FALSE(only.try_lock());

    second.unlock();
    CHECK_FALSE(second);
    std::optional<mutex::guard> third = only.try_lock();
    CHECK(third);
    second.unlock();
    CHECK_FALSE(only.try_lock());
    third.reset();
    CHECK(only.try_lock());
}

TEST_CASE("a task that is cancelled while it waits does not lock, and those behind it move up")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        mutex only;
        std::vector<int> seen;
        auto give_up = [&]() -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(5ms, work(only, seen, 2))));
            CHECK(clock.elapsed() == 5ms);
        };
        co_await run_concurrent(work(only, seen, 1), give_up, work(only, seen, 3));

        CHECK(seen == std::vector{1, 1, 3, 3});
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        mutex only;
        const mutex::guard alone = co_await only.lock();
        boost::system::error_code code;
        try {
            const mutex::guard none = co_await with_timeout(80ms, only.lock());
        } catch (const boost::system::system_error& error) {
            code = error.code();
        }
        CHECK(code == plait::error::timed_out);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("a mutex that was handed over in the moment of the cancellation is returned, not lost")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        mutex only;
        mutex::guard alone = co_await only.lock();
        bool got = false;
        auto lock = [&]() -> awaitable<> {
            const mutex::guard mine = co_await only.lock();
            got = true;
        };
        plait::detail::join tasks(co_await boost::asio::this_coro::executor, "test");
        co_await tasks.run([&] {
            tasks.start(lock());
            alone.unlock();
            tasks.cancel();
        });
        CHECK(got);
        CHECK(only.try_lock());
    });
}

TEST_CASE("tasks that have locked or wait when their loop goes away leave the mutex unlocked")
{
    mutex only;
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        co_await run_concurrent(lock_and_keep(only), lock_and_keep(only), lock_and_keep(only));
    }));
    CHECK(only.try_lock());
}

TEST_SUITE_END();
