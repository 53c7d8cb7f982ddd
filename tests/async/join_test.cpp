#include <plait/detail/join/join.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/coroutine/waiter.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <stdexcept>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using namespace tasks;
using plait::detail::join;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Starts itself again as often as it is told.
class restarting final : public plait::detail::child {
public:
    restarting(join& owner, int times) noexcept : owner_(owner), times_(times) {}
    void start() { owner_.start(plait::sleep_for(10ms), this); }

private:
    void finished(std::exception_ptr&) noexcept override
    {
        if (--times_ > 0)
            start();
    }

    join& owner_;
    int times_;
};

/// Keeps an error to itself.
struct tolerant final : plait::detail::child {
    void finished(std::exception_ptr& error) noexcept override { kept = std::exchange(error, nullptr); }
    std::exception_ptr kept;
};

} // namespace

TEST_SUITE_BEGIN("join");

TEST_CASE("run waits until no task runs, and throws nothing")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        co_await all.run([&] {
            all.start(ignore_cancellation_for(10ms));
            all.start(failure_after(5ms, "boom"));
            CHECK(all.running() == 2);
        });

        CHECK(all.running() == 0);
        CHECK(plait::describe(all.error()) == "boom");
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("run without tasks returns at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        co_await all.run([] {});
        auto ignored = [](plait::detail::urgency) {};
        co_await all.run([] {}, ignored);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("what the function given to run throws is an error as a task's")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        bool left = false;

        co_await all.run([&] {
            all.start(watched_hour(left));
            throw std::runtime_error("boom");
        });

        CHECK(plait::describe(all.error()) == "boom");
        CHECK(left);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a child is told, may take the error, and may start more tasks")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        restarting ticking(all, 5);
        tolerant one;

        co_await all.run([&] {
            ticking.start();
            all.start(failure_after(15ms, "boom"), &one);
        });

        CHECK(plait::describe(one.kept) == "boom");
        CHECK(!all.error());
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("a task that is started in the end of another's failure is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        restarting ticking(all, 1000);
        co_await all.run([&] {
            ticking.start();
            all.start(failure_after(25ms, "boom"));
        });

        CHECK(plait::describe(all.error()) == "boom");
        CHECK(clock.elapsed() == 25ms);
    });
}

TEST_CASE("a task that is started after cancel is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        all.cancel();
        bool left = false;

        co_await all.run([&] { all.start(watched_hour(left)); });

        CHECK(left);
        CHECK(is_aborted(all.error()));
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a task that ends while its siblings are being cancelled is no danger to the walk")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        plait::detail::waiter first("test");
        plait::detail::waiter second("test");
        auto resumed_when_cancelled = [&](plait::detail::waiter& own, plait::detail::waiter* other) -> awaitable<> {
            co_await own.suspend([] {}, [&own, other] { // at once, and it takes another along
                if (other && other->suspended())
                    other->resume();
                if (own.suspended())
                    own.resume(); // last: it ends this closure
            });
        };

        co_await all.run([&] {
            all.start(wait_for_ever());
            all.start(resumed_when_cancelled(first, nullptr)); // the next that the walk would come to
            all.start(resumed_when_cancelled(second, &first));
            all.cancel();
        });

        CHECK(all.running() == 0);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("to cancel again what is cancelled as far already does nothing")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        using plait::detail::urgency;
        join all(co_await boost::asio::this_coro::executor, "test");
        plait::detail::waiter first("test");
        plait::detail::waiter second("test");
        tolerant watcher;
        int told = 0;
        auto waits_on = [&](plait::detail::waiter& own) -> awaitable<> {
            co_await own.suspend([] {}, [&told] { ++told; });
        };

        co_await all.run([&] {
            all.start(waits_on(first), &watcher);
            all.start(waits_on(second));
            all.cancel_one(watcher);
            all.cancel_one(watcher);
            CHECK(told == 1);
            all.cancel();
            all.cancel();
            all.cancel_one(watcher);
            CHECK(told == 2);
            all.cancel(urgency::at_once);
            all.cancel(urgency::at_once);
            all.cancel();
            CHECK(told == 4);
            first.resume();
            second.resume();
        });

        CHECK(!all.error());
    });
}

TEST_CASE("every task is a node of the tree while it runs, and no longer")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        plait::detail::loop& owner = here.owner();
        join all(here, "test");
        const std::size_t before = owner.open_tasks();

        co_await all.run([&] {
            for (int i = 0; i < 3; ++i)
                all.start(plait::sleep_for(1ms));
            CHECK(owner.open_tasks() == before + 3);
            CHECK(plait::detail::parent_of(*all.first()) == here.task());
            CHECK(std::string(all.first()->waits_in()) == "sleep");
        });

        CHECK(owner.open_tasks() == before);
    });
}

TEST_SUITE_END();
