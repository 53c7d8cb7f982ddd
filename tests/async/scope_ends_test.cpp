#include <plait/scope.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <memory>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::scope;
using plait::scope_options;
using plait::with_scope;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// Ends when it is cancelled, and not a step later, as operations do that are not of plait.
awaitable<void> end_inside_cancel()
{
    co_await boost::asio::async_initiate<const boost::asio::deferred_t, void()>(
        [](auto handler) {
            auto slot = boost::asio::get_associated_cancellation_slot(handler);
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            slot.assign([kept](boost::asio::cancellation_type) {
                auto last = std::move(*kept);
                std::move(last)();
            });
        },
        boost::asio::deferred);
}

} // namespace

TEST_SUITE_BEGIN("scope: cancellation");

TEST_CASE("cancelling the caller cancels the body and the tasks, and waits for them")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left[0]));
            tasks.start(ignore_cancellation_for(30ms));
            co_await watched_hour(left[1]);
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, with_scope(body));

        CHECK(is_aborted(error));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("cancelling the caller when only tasks are left cuts them off, and says so")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left));
            co_return;
        };
        CHECK(is_aborted(co_await cancelled_after(10ms, with_scope(body))));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("drain: the body is cancelled at once, and tasks have that time to finish")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int sum = 0;
        bool left = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(call_after(50ms, [&] { ++sum; }));
            co_await watched_hour(left);
        };

        const std::exception_ptr error = co_await cancelled_after(10ms, with_scope(scope_options().drain(1s), body));

        CHECK(is_aborted(error)); // the body's
        CHECK(left);
        CHECK(sum == 1);
        CHECK(clock.elapsed() == 50ms);
    });
}

TEST_CASE("drain: what is not done by then is cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left[2] = {};
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left[0]));
            co_await watched_hour(left[1]);
        };
        co_await cancelled_after(10ms, with_scope(scope_options().drain(100ms), body));
        CHECK((left[0] && left[1]));
        CHECK(clock.elapsed() == 110ms);
    });
}

TEST_CASE("cancel ends all of it, and that is no error")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            tasks.start(watched_hour(left));
            co_await plait::sleep_for(5ms);
            tasks.cancel();
        });
        CHECK(left);
        CHECK(clock.elapsed() == 5ms);
    });
}

TEST_CASE("a task that is started after cancel is cancelled at once")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        co_await with_scope([&](scope& tasks) -> awaitable<> {
            tasks.cancel();
            tasks.start(watched_hour(left));
            co_return;
        });
        CHECK(left);
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_CASE("cancel: a body that waits is cut off, and the caller and what runs beside it go on")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;
        bool other = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(call_after(5ms, [&] { tasks.cancel(); }));
            co_await watched_hour(left);
        };
        co_await plait::run_concurrent(with_scope(body), call_after(20ms, [&] { other = true; }));
        CHECK(left);
        CHECK(other);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("cancel: a body that was to give a result has failed, unless it gives one all the same")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto cut_off = [](scope& tasks) -> awaitable<int> {
            tasks.cancel();
            co_await plait::sleep_for(1h);
            co_return 1;
        };
        try {
            co_await with_scope(cut_off);
            FAIL("there is no result");
        } catch (const boost::system::system_error& failed) {
            CHECK(failed.code() == plait::error::scope_cancelled);
            CHECK_FALSE(plait::detail::is_cancellation(std::current_exception()));
        }
        auto stubborn = [](scope& tasks) -> awaitable<int> {
            tasks.cancel();
            co_return 2;
        };
        CHECK((co_await with_scope(stubborn)) == 2);
    });
}

TEST_CASE("cancel: a caller that is cancelled, too, is")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto body = [&](scope& tasks) -> awaitable<> {
            tasks.start(ignore_cancellation_for(30ms));
            tasks.cancel();
            co_await plait::sleep_for(1h);
        };
        CHECK(is_aborted(co_await cancelled_after(10ms, with_scope(body))));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("cancel: a body that ends as if cancelled before has its own reason")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto body = [](scope& tasks) -> awaitable<> {
            tasks.start([&]() -> awaitable<> {
                co_await ignore_cancellation_for(1ms);
                tasks.cancel();
            });
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        };
        CHECK(is_aborted(co_await thrown_by(with_scope(body))));
    });
}

TEST_CASE(
    "a task that is started when the last one has ended inside cancel, and the scope is not left yet, is waited for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        scope* opened = nullptr;
        bool ended = false;
        auto body = [&](scope& tasks) -> awaitable<> {
            opened = &tasks;
            tasks.start(end_inside_cancel());
            co_return;
        };
        auto outside = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            opened->cancel();
            CHECK(opened->size() == 0);
            opened->start([&]() -> awaitable<> {
                co_await ignore_cancellation_for(10ms);
                ended = true;
            });
            CHECK(opened->size() == 1);
        };
        auto inside = [&]() -> awaitable<> {
            co_await with_scope(body);
            CHECK(ended);
        };
        co_await plait::run_concurrent(inside, outside);
        CHECK(clock.elapsed() == 11ms);
    });
}

TEST_CASE("size counts tasks, also before the body is a task and after it was one")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::vector<std::size_t> sizes;
        auto body = [&](scope& tasks) {
            sizes.push_back(tasks.size());
            tasks.start(plait::sleep_for(1ms));
            sizes.push_back(tasks.size());
            tasks.start(call_after(2ms, [&] { sizes.push_back(tasks.size()); }));
            return plait::sleep_for(0ms);
        };
        co_await with_scope(body);
        CHECK(sizes == std::vector<std::size_t>{0, 1, 1});
    });
}

TEST_SUITE_END();
