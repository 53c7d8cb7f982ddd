#include <plait/shield.hpp>

#include <plait/context_value.hpp>
#include <plait/error.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/tasks.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using plait::deadline_left;
using plait::shield;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// What must not be left half done.
awaitable<> two_steps(int& done)
{
    ++done;
    co_await plait::sleep_for(50ms);
    ++done;
}

/// Works until it is cancelled, and then does what is to be done last.
awaitable<> work_then(awaitable<void> last)
{
    std::exception_ptr cancelled;
    try {
        co_await wait_for_ever();
    } catch (...) {
        cancelled = std::current_exception();
    }
    co_await shield(std::move(last));
    std::rethrow_exception(cancelled);
}

} // namespace

TEST_SUITE_BEGIN("shield");

TEST_CASE("returns the task's result, and rethrows what it throws")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK(co_await shield(value_at_once(1)) == 1);
        CHECK(*co_await shield(value_after(1ms, std::make_unique<int>(2))) == 2);
        CHECK(co_await shield([] { return value_after(1ms, 3); }) == 3);
        int here = 4;
        auto reference = [&]() -> awaitable<int&> { co_return here; };
        CHECK(&co_await shield(reference) == &here);
        CHECK_THROWS_WITH_AS(co_await shield(failure_after(1ms, "boom")), "boom", std::runtime_error);
    });
}

TEST_CASE("a cancellation arrives when the task has ended: the next co_await throws")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int done = 0;
        int last = 0;
        bool returned = false;
        auto work = [&]() -> awaitable<> {
            co_await shield(two_steps(done));
            last = co_await shield(value_after(10ms, 7)); // which is not that one
            returned = true;
            co_await plait::sleep_for(0s);
            last = 0;
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work());

        CHECK(is_aborted(error));
        CHECK(returned);
        CHECK(done == 2);
        CHECK(last == 7);
        CHECK(clock.elapsed() == 60ms);
    });
}

TEST_CASE("it runs its task also where the caller is cancelled already, however deep inside")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int done = 0;
        auto nested = [&]() -> awaitable<> {
            co_await shield(plait::run_concurrent(two_steps(done), shield(two_steps(done)), plait::sleep_for(20ms)));
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, work_then(nested()));

        CHECK(is_aborted(error));
        CHECK(done == 4);
        CHECK(clock.elapsed() == 60ms);
    });
}

TEST_CASE("when the shielded task of a cancelled caller has ended, the caller is cancelled as before")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool unseen = false;
        auto work = [&]() -> awaitable<> {
            const std::exception_ptr first = co_await thrown_by(wait_for_ever());
            CHECK(is_aborted(first));
            co_await shield(plait::sleep_for(5ms));
            co_await shield(plait::sleep_for(5ms));
            co_await plait::sleep_for(1h);
            unseen = true;
        };

        CHECK(is_aborted(co_await cancelled_after(10ms, work())));
        CHECK_FALSE(unseen);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("a limit around it comes in when its task has ended")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int done = 0;
        auto work = [&]() -> awaitable<> {
            co_await shield(two_steps(done));
            co_await plait::sleep_for(1h); // Asio's disable_cancellation and enable_… lose the cancellation
        };

        CHECK(co_await code_of(with_timeout(1ms, work)) == plait::error::timed_out);
        CHECK(done == 2);
        CHECK(clock.elapsed() == 50ms);

        CHECK(
            co_await with_timeout(1ms, shield(value_after(5ms, 7))) == 7); // as ever, a result that arrives is returned
    });
}

TEST_CASE("a limit inside it is kept, and the caller's is not seen there")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        std::optional<plait::clock::duration> seen = 1h;
        std::optional<plait::clock::duration> own;
        auto look = [&]() -> awaitable<> {
            seen = deadline_left();
            auto limited = [&]() -> awaitable<> {
                own = deadline_left();
                co_await wait_for_ever();
            };
            co_await with_timeout(30ms, limited);
        };
        auto work = [&]() -> awaitable<> { co_await shield(look); };

        CHECK(co_await code_of(with_timeout(10ms, work)) == plait::error::timed_out); // the inner one
        CHECK_FALSE(seen);
        CHECK(own == 30ms);
        CHECK(clock.elapsed() == 30ms);

        CHECK(
            co_await code_of(with_timeout(10ms, work_then(with_timeout(30ms, wait_for_ever()))))
            == plait::error::timed_out);
        CHECK(clock.elapsed() == 60ms); // as it counts from its call
    });
}

TEST_CASE("its task has the caller's context values")
{
    static constinit plait::context_value<std::string> request_id;
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string seen;
        auto look = [&]() -> awaitable<> {
            seen = request_id.get() ? *request_id.get() : "none";
            co_return;
        };
        auto work = [&]() -> awaitable<> { co_await shield(look); };
        co_await request_id.with("a7", work);
        CHECK(seen == "a7");
    });
}

TEST_CASE("scopes, races and joins wait for what is shielded in them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int done = 0;
        auto step = [&]() -> awaitable<> { co_await shield(two_steps(done)); };

        co_await plait::with_scope([&](plait::scope& tasks) -> awaitable<> {
            tasks.start(step);
            tasks.start(shield(two_steps(done)));
            co_await plait::sleep_for(1ms);
            tasks.cancel();
        });
        CHECK(done == 4);
        CHECK(clock.elapsed() == 50ms);

        const auto first = co_await plait::race(step, plait::sleep_for(1ms));
        CHECK(first.index() == 1);
        CHECK(done == 6);

        CHECK_THROWS_WITH(co_await plait::run_concurrent(step, failure_after(1ms, "boom")), "boom");
        CHECK(done == 8);
    });
}

TEST_CASE("an error of what is shielded is the one that a cancelled caller throws")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto work = [&]() -> awaitable<> {
            co_await plait::run_concurrent(wait_for_ever(), work_then(failure_after(5ms, "the last flush")));
        };
        CHECK_THROWS_WITH(std::rethrow_exception(co_await cancelled_after(10ms, work())), "the last flush");
    });
}

TEST_SUITE_END();
