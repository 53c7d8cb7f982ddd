#include <plait/shared_mutex.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::shared_mutex;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Notes its letter when it goes in, and a dot when it comes out 10 ms later.
awaitable<void> read(shared_mutex& shared, std::string& seen, char self)
{
    const shared_mutex::shared_guard reading = co_await shared.lock_shared();
    seen += self;
    co_await plait::sleep_for(10ms);
    seen += '.';
}

awaitable<void> write(shared_mutex& shared, std::string& seen, char self)
{
    const shared_mutex::guard alone = co_await shared.lock();
    seen += self;
    co_await plait::sleep_for(10ms);
    seen += '.';
}

awaitable<void> read_for_ever(shared_mutex& shared)
{
    const shared_mutex::shared_guard reading = co_await shared.lock_shared();
    co_await wait_for_ever();
}

awaitable<void> write_for_ever(shared_mutex& shared)
{
    const shared_mutex::guard alone = co_await shared.lock();
    co_await wait_for_ever();
}

} // namespace

TEST_SUITE_BEGIN("shared_mutex");

TEST_CASE("readers are inside together, a writer is alone")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        shared_mutex shared;
        std::string seen;

        co_await run_concurrent(read(shared, seen, 'r'), read(shared, seen, 'r'), write(shared, seen, 'W'));
        CHECK(seen == "rr..W.");
        CHECK(clock.elapsed() == 20ms);

        seen.clear();
        co_await run_concurrent(write(shared, seen, 'W'), write(shared, seen, 'X'), read(shared, seen, 'r'));
        CHECK(seen == "W.X.r.");
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("a waiting writer stops the readers that come later, so it does not starve")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        shared_mutex shared;
        std::string seen;
        auto come_later = [&]() -> awaitable<> {
            co_await plait::sleep_for(5ms);
            CHECK_FALSE(shared.try_lock_shared());
            co_await read(shared, seen, 's');
        };
        co_await run_concurrent(read(shared, seen, 'r'), write(shared, seen, 'W'), come_later);

        CHECK(seen == "r.W.s.");
    });
}

TEST_CASE("a run of readers at the front is let in together, up to the next writer")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        shared_mutex shared;
        std::string seen;

        co_await run_concurrent(
            write(shared, seen, 'W'), read(shared, seen, 'a'), read(shared, seen, 'b'), write(shared, seen, 'X'),
            read(shared, seen, 'c'), read(shared, seen, 'd'));

        CHECK(seen == "W.ab..X.cd..");
        CHECK(clock.elapsed() == 40ms);
    });
}

TEST_CASE("try_lock and try_lock_shared lock only if that can be done at once")
{
    shared_mutex shared;
    {
        const std::optional<shared_mutex::shared_guard> reading = shared.try_lock_shared();
        CHECK(reading);
        CHECK(shared.try_lock_shared());
        CHECK_FALSE(shared.try_lock());
    }
    {
        const std::optional<shared_mutex::guard> alone = shared.try_lock();
        CHECK(alone);
        CHECK_FALSE(shared.try_lock());
        CHECK_FALSE(shared.try_lock_shared());
    }
    CHECK(shared.try_lock());
}

TEST_CASE("a guard moves, and unlocks once")
{
    shared_mutex shared;
    shared_mutex::guard first = *shared.try_lock();
    shared_mutex::guard second = std::move(first);
    CHECK_FALSE(first);
    first.unlock();
    CHECK_FALSE(shared.try_lock_shared());

    second.unlock();
    shared_mutex::shared_guard reading = *shared.try_lock_shared();
    shared_mutex::shared_guard other = *shared.try_lock_shared();
    reading = std::move(other); // unlocks what it had
    CHECK(reading);
    CHECK_FALSE(shared.try_lock());
    reading.unlock();
    CHECK(shared.try_lock());
}

TEST_CASE("the readers behind a writer that is cancelled go in at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        shared_mutex shared;
        std::string seen;
        auto give_up = [&]() -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(5ms, write(shared, seen, 'W'))));
        };
        co_await run_concurrent(read(shared, seen, 'a'), give_up, read(shared, seen, 'b'));

        CHECK(seen == "ab..");
        CHECK(clock.elapsed() == 15ms);
        CHECK(shared.try_lock());
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        shared_mutex shared;
        const shared_mutex::guard alone = co_await shared.lock();
        std::string seen;
        for (bool writer : {false, true}) {
            boost::system::error_code code;
            awaitable<void> waits = writer ? write(shared, seen, 'W') : read(shared, seen, 'r');
            try {
                co_await with_timeout(80ms, std::move(waits));
            } catch (const boost::system::system_error& error) {
                code = error.code();
            }
            CHECK(code == plait::error::timed_out);
        }
        CHECK(seen.empty());
        CHECK(clock.elapsed() == 160ms);
    });
}

TEST_CASE("a lock that was handed over in the moment of the cancellation is returned, not lost")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        shared_mutex shared;
        shared_mutex::guard alone = co_await shared.lock();
        std::string seen;
        auto lock = [&]() -> awaitable<> {
            const shared_mutex::shared_guard mine = co_await shared.lock_shared();
            seen += 'r';
        };
        plait::detail::join tasks(co_await boost::asio::this_coro::executor, "test");
        co_await tasks.run([&] {
            tasks.start(lock());
            alone.unlock();
            tasks.cancel();
        });
        CHECK(seen == "r");
        CHECK(shared.try_lock());
    });
}

TEST_CASE("tasks that have locked or wait when their loop goes away leave it unlocked")
{
    shared_mutex shared;
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        co_await run_concurrent(
            read_for_ever(shared), write_for_ever(shared), read_for_ever(shared), write_for_ever(shared));
    }));
    CHECK(shared.try_lock());
}

TEST_CASE("a lock that was handed to a task whose loop goes away before it has noticed is given back")
{
    for (bool writer : {false, true}) {
        shared_mutex shared;
        auto main = [&]() -> awaitable<> {
            shared_mutex::guard alone = co_await shared.lock();
            auto unlock_and_fail = [&]() -> awaitable<> {
                boost::asio::post(co_await boost::asio::this_coro::executor, [] { throw std::runtime_error("boom"); });
                alone.unlock();
            };
            awaitable<void> waits = writer ? write_for_ever(shared) : read_for_ever(shared);
            co_await run_concurrent(std::move(waits), unlock_and_fail);
        };
        CHECK_THROWS_WITH(plait::runtime(1).run(main()), "boom");
        CHECK(shared.try_lock());
    }
}

TEST_SUITE_END();
