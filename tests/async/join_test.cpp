#include <plait/detail/join.hpp>

#include <plait/detail/loop.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <deque>
#include <functional>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using plait::detail::join;
using plait::detail::plain_child;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Starts itself again as often as it is told.
class restarting final : public plait::detail::child {
public:
    restarting(join& owner, int times, std::function<awaitable<void>()> make)
        : owner_(owner), times_(times), make_(std::move(make))
    {
        owner_.start(*this, make_());
    }

private:
    void finished() noexcept override
    {
        if (--times_ > 0)
            owner_.start(*this, make_());
    }

    join& owner_;
    int times_;
    std::function<awaitable<void>()> make_;
};

} // namespace

TEST_SUITE_BEGIN("join");

TEST_CASE("settle waits until no child runs, and throws nothing")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        plain_child a;
        plain_child b;
        all.start(a, plait::sleep_for(10ms));
        all.start(b, failure_after(5ms, "boom"));
        CHECK(all.running() == 2);

        co_await all.settle();

        CHECK(all.running() == 0);
        CHECK(plait::describe(all.error()) == "boom");
        CHECK(clock.elapsed() == 5ms);
    });
}

TEST_CASE("settle without children returns at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        co_await all.settle();
        co_await all.settle([] {});
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("what the function given to settle throws is an error as a child's")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        plain_child a;
        bool left = false;

        co_await all.settle([&] {
            all.start(a, watched_hour(left));
            throw std::runtime_error("boom");
        });

        CHECK(plait::describe(all.error()) == "boom");
        CHECK(left);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a child can be started again afterwards, or when it has just finished")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        restarting ticking(all, 5, [] { return plait::sleep_for(10ms); });

        co_await all.settle();
        CHECK(clock.elapsed() == 50ms);

        all.start(ticking, plait::sleep_for(1ms));
        co_await all.settle();
        CHECK(clock.elapsed() == 51ms);
    });
}

TEST_CASE("a child that starts again in the end of another's failure is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        restarting ticking(all, 1000, [] { return plait::sleep_for(10ms); });
        plain_child failing;
        all.start(failing, failure_after(25ms, "boom"));

        co_await all.settle();

        CHECK(plait::describe(all.error()) == "boom");
        CHECK(clock.elapsed() == 25ms);
    });
}

TEST_CASE("a child that is started after cancel is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        all.cancel();
        plain_child a;
        plain_child b;
        bool left = false;
        std::function<awaitable<void>()> wait = [] { return wait_for_ever(); };
        all.start(a, watched_hour(left));
        all.start_on(plait::executor(co_await boost::asio::this_coro::executor).owner(), b, wait);

        co_await all.settle();

        CHECK(left);
        CHECK(is_aborted(all.error()));
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("a child that finishes while its siblings are being cancelled is no danger to the walk")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        join all(co_await boost::asio::this_coro::executor, "test");
        std::deque<plain_child> children(3);
        plait::detail::waiter ready[2];
        auto resumed_when_cancelled = [&](plait::detail::waiter& own, plait::detail::waiter* others) -> awaitable<> {
            co_await own.suspend([] {}, [&own, others] { // at once, and it takes another along
                if (others && others->suspended())
                    others->resume();
                if (own.suspended())
                    own.resume(); // last: it ends this closure
            });
        };
        all.start(children[0], wait_for_ever());
        all.start(children[1], resumed_when_cancelled(ready[0], nullptr)); // the next that the walk would come to
        all.start(children[2], resumed_when_cancelled(ready[1], &ready[0]));

        co_await all.settle([&] { all.cancel(); });

        CHECK(all.running() == 0);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("start_on: what the callable throws is the child's error")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        join all(here, "test");
        plain_child a;
        std::function<awaitable<void>()> throws = []() -> awaitable<void> { throw std::runtime_error("boom"); };
        all.start_on(here.owner(), a, throws);

        co_await all.settle();

        CHECK(plait::describe(all.error()) == "boom");
    });
}

TEST_CASE("every child is a task of the tree while it runs, and no longer")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        plait::detail::loop& owner = here.owner();
        join all(here, "test");
        std::deque<plain_child> children(3);
        const std::size_t before = owner.open_tasks();
        for (plain_child& each : children)
            all.start(each, plait::sleep_for(1ms));
        CHECK(owner.open_tasks() == before + 3);

        co_await all.settle();

        CHECK(owner.open_tasks() == before);
    });
}

TEST_SUITE_END();
