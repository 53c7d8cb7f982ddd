#include <plait/semaphore.hpp>

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
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::semaphore;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Takes a place, keeps it for a time, and notes who it was.
awaitable<void> work(semaphore& places, std::chrono::milliseconds time, std::vector<int>& done, int self)
{
    const semaphore::permit place = co_await places.acquire();
    co_await plait::sleep_for(time);
    done.push_back(self);
}

awaitable<void> take_and_keep(semaphore& places)
{
    const semaphore::permit place = co_await places.acquire();
    co_await wait_for_ever();
}

} // namespace

TEST_SUITE_BEGIN("semaphore");

TEST_CASE("acquire takes a place at once while one is free, and the permit gives it back")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        semaphore places(2);
        {
            const semaphore::permit first = co_await places.acquire();
            CHECK(places.available() == 1);
            const semaphore::permit second = co_await places.acquire();
            CHECK(places.available() == 0);
        }
        CHECK(places.available() == 2);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("no more tasks than places are inside at once, and they come in the order of arrival")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        semaphore places(2);
        std::vector<int> done;

        co_await run_concurrent(
            work(places, 10ms, done, 0), work(places, 10ms, done, 1), work(places, 10ms, done, 2),
            work(places, 10ms, done, 3), work(places, 10ms, done, 4));

        CHECK(done == std::vector{0, 1, 2, 3, 4});
        CHECK(clock.elapsed() == 30ms);
        CHECK(places.available() == 2);
    });
}

TEST_CASE("a place that becomes free goes straight to the oldest that waits: nobody can take it first")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        semaphore places(1);
        std::vector<int> done;
        std::optional<semaphore::permit> kept = co_await places.acquire();
        auto release_and_try = [&]() -> awaitable<> {
            kept.reset();
            CHECK(places.available() == 0);
            CHECK_FALSE(places.try_acquire());
            co_await work(places, 0ms, done, 2);
        };
        co_await run_concurrent(work(places, 0ms, done, 1), release_and_try);

        CHECK(done == std::vector{1, 2});
    });
}

TEST_CASE("try_acquire takes a place only if one is free")
{
    semaphore places(1);
    std::optional<semaphore::permit> first = places.try_acquire();
    REQUIRE(first);
    CHECK_FALSE(places.try_acquire());

    first.reset();
    CHECK(places.try_acquire());
}

TEST_CASE("a permit gives its place back once: early, when it is assigned to, or at its end")
{
    semaphore places(3);
    {
        semaphore::permit first = *places.try_acquire();
        semaphore::permit second = *places.try_acquire();
        CHECK(places.available() == 1);
        CHECK(first);

        first.release();
        CHECK_FALSE(first);
        CHECK(places.available() == 2);
        first.release();
        CHECK(places.available() == 2);

        first = std::move(second); // no place is given back: it had none
        CHECK(places.available() == 2);
        semaphore::permit third = *places.try_acquire();
        third = std::move(first);
        CHECK(places.available() == 2);
        CHECK(third);
    }
    CHECK(places.available() == 3);
}

TEST_CASE("a task that is cancelled while it waits gets no place, and those behind it move up")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        semaphore places(1);
        std::vector<int> done;
        auto give_up = [&]() -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(5ms, work(places, 0ms, done, 2))));
            CHECK(clock.elapsed() == 5ms);
        };
        co_await run_concurrent(work(places, 10ms, done, 1), give_up, work(places, 10ms, done, 3));

        CHECK(done == std::vector{1, 3});
        CHECK(clock.elapsed() == 20ms);
        CHECK(places.available() == 1);
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        semaphore places(1);
        const semaphore::permit kept = co_await places.acquire();
        boost::system::error_code code;
        try {
            const semaphore::permit none = co_await with_timeout(80ms, places.acquire());
        } catch (const boost::system::system_error& error) {
            code = error.code();
        }
        CHECK(code == plait::error::timed_out);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("a place that was given in the moment of the cancellation is returned, not lost")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        semaphore places(1);
        std::optional<semaphore::permit> kept = co_await places.acquire();
        bool got = false;
        auto take = [&]() -> awaitable<> {
            const semaphore::permit place = co_await places.acquire();
            got = true;
        };
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(take());
            kept.reset();
            only.cancel();
        });
        CHECK(got);
        CHECK(places.available() == 1);
    });
}

TEST_CASE("tasks that hold a place or wait for one when their loop goes away leave the semaphore as it was")
{
    semaphore places(1);
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        co_await run_concurrent(take_and_keep(places), take_and_keep(places), take_and_keep(places));
    }));
    CHECK(places.available() == 1);
}

TEST_CASE("a place that was given to a task whose loop goes away before it has noticed is given back")
{
    semaphore places(1);
    auto main = [&]() -> awaitable<> {
        std::optional<semaphore::permit> kept = co_await places.acquire();
        auto release_and_fail = [&]() -> awaitable<> {
            boost::asio::post(co_await boost::asio::this_coro::executor, [] { throw std::runtime_error("boom"); });
            kept.reset();
        };
        co_await run_concurrent(take_and_keep(places), release_and_fail);
    };
    CHECK_THROWS_WITH(plait::runtime(1).run(main()), "boom");
    CHECK(places.available() == 1);
}

TEST_CASE("a semaphore of 0 places is an invalid_argument")
{
    CHECK_THROWS_AS(semaphore(0), std::invalid_argument);
}

TEST_SUITE_END();
