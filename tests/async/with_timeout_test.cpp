#include <plait/with_timeout.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/dropped_errors.hpp>
#include <support/tasks.hpp>

#include <memory>
#include <source_location>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using boost::system::system_error;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

/// What a task throws: the code and the message, for a check in one line.
struct thrown {
    boost::system::error_code code;
    std::string message;
};

template <class T>
awaitable<thrown> error_of(awaitable<T> task)
{
    try {
        co_await std::move(task);
    } catch (const system_error& error) {
        co_return thrown{error.code(), error.what()};
    }
    co_return thrown{};
}

} // namespace

TEST_SUITE_BEGIN("with_timeout");

TEST_CASE("returns the task's result, and takes no longer than the task")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK(co_await with_timeout(80ms, value_after(10ms, "body"s)) == "body");
        CHECK(clock.elapsed() == 10ms);

        co_await with_timeout(80ms, plait::sleep_for(10ms));
        CHECK(clock.elapsed() == 20ms);

        const auto moved = co_await with_timeout(80ms, value_after(10ms, std::make_unique<int>(3)));
        CHECK(*moved == 3);
    });
}

TEST_CASE("a task may be a callable that returns an awaitable, and writes the caller's variables")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int got = 0;

        co_await with_timeout(80ms, [&]() -> awaitable<> { got = co_await value_after(10ms, 5); });

        CHECK(got == 5);
    });
}

TEST_CASE("a task whose time runs out is cancelled, and the error is timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;

        const thrown error = co_await error_of(with_timeout(80ms, watched_hour(left)));

        CHECK(error.code == plait::error::timed_out);
        CHECK(error.code != boost::asio::error::operation_aborted);
        CHECK(left);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("the message of timed_out says the limit and where it was set")
{
    struct row {
        const char* name;
        plait::clock::duration limit;
        const char* text;
    };
    for (row r :
         {row{"whole milliseconds", 80ms, "80 ms"}, row{"parts of one", 1500us, "1.5 ms"}, row{"seconds", 2s, "2 s"},
          row{"parts of a second", 2500ms, "2.5 s"}, row{"zero", 0s, "0 ms"}}) {
        CAPTURE(r.name);
        run_virtual(
            [](virtual_clock&, row r) -> awaitable<> {
                const auto here = std::source_location::current();
                const thrown error = co_await error_of(with_timeout(r.limit, wait_for_ever()));

                const std::string place = __FILE__ + ":"s + std::to_string(here.line() + 1);
                CHECK(error.message.starts_with("with_timeout("s + r.text + ") set at " + place));
            },
            r);
    }
}

TEST_CASE("a result that arrives in the moment the time runs out is returned")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto in_two_steps = []() -> awaitable<int> {
            co_await plait::sleep_for(5ms);
            co_await plait::sleep_for(5ms);
            co_await plait::sleep_for(0ms);
            co_return 2;
        };
        CHECK(co_await with_timeout(10ms, value_after(10ms, 1)) == 1);
        CHECK(co_await with_timeout(10ms, in_two_steps) == 2);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("a result that arrives after the time has run out is returned")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto slow_but_sure = []() -> awaitable<int> {
            co_await ignore_cancellation_for(30ms);
            co_return 1;
        };
        CHECK(co_await with_timeout(10ms, slow_but_sure) == 1);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("a task that ignores cancellation delays the return, as it is waited for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto stubborn = []() -> awaitable<> {
            co_await plait::run_concurrent(ignore_cancellation_for(30ms), wait_for_ever());
        };
        const thrown error = co_await error_of(with_timeout(10ms, stubborn));

        CHECK(error.code == plait::error::timed_out);
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("what the task throws by itself is rethrown unchanged, at once") // asio#900
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK_THROWS_WITH_AS(co_await with_timeout(1h, failure_after(10ms, "boom")), "boom", std::runtime_error);
        CHECK(clock.elapsed() == 10ms);

        CHECK_THROWS_WITH(co_await with_timeout(1h, failure_at_once("at once")), "at once");
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("an operation_aborted that the task throws by itself is not a timeout")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto aborts = []() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            throw system_error(boost::asio::error::operation_aborted);
        };
        const thrown error = co_await error_of(with_timeout(1h, aborts));

        CHECK(error.code == boost::asio::error::operation_aborted);
    });
}

TEST_CASE("what a task throws instead of its cancellation is rethrown unchanged")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto translates = []() -> awaitable<> {
            bool cancelled = false;
            try {
                co_await plait::sleep_for(1h);
            } catch (const system_error&) {
                cancelled = true;
            }
            if (cancelled)
                throw std::runtime_error("own words");
        };
        CHECK_THROWS_WITH(co_await with_timeout(10ms, translates), "own words");
    });
}

TEST_CASE("if the caller was cancelled, it is operation_aborted, and the task has been cancelled")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;

        const std::exception_ptr error = co_await cancelled_after(10ms, with_timeout(1h, watched_hour(left)));

        CHECK(is_aborted(error));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("a caller that is cancelled while its timed-out task winds up gets operation_aborted")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        auto stubborn = []() -> awaitable<> {
            co_await plait::run_concurrent(ignore_cancellation_for(30ms), wait_for_ever());
        };
        const std::exception_ptr error = co_await cancelled_after(20ms, with_timeout(10ms, stubborn));

        CHECK(is_aborted(error));
        CHECK(clock.elapsed() == 30ms);
    });
}

TEST_CASE("when timeouts nest and the outer one runs out, the inner one reports nothing of its own")
{
    for (plait::clock::duration inner : {plait::clock::duration(20ms), plait::clock::duration(10ms)}) {
        CAPTURE(inner.count());
        const dropped_errors dropped;
        run_virtual(
            [](virtual_clock& clock, plait::clock::duration inner) -> awaitable<> {
                const thrown error = co_await error_of(with_timeout(10ms, with_timeout(inner, plait::sleep_for(1h))));

                CHECK(error.code == plait::error::timed_out);
                CHECK(error.message.starts_with("with_timeout(10 ms)"));
                CHECK(clock.elapsed() == 10ms);
            },
            inner);
        CHECK(dropped.texts().empty());
    }
}

TEST_CASE("when timeouts nest and the inner one runs out, its error passes the outer one unchanged")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const thrown error = co_await error_of(with_timeout(20ms, with_timeout(10ms, plait::sleep_for(1h))));

        CHECK(error.code == plait::error::timed_out);
        CHECK(error.message.starts_with("with_timeout(10 ms)"));
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("when timeouts of the same length nest, the outer one runs out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        const thrown error = co_await error_of(with_timeout(80ms, with_timeout(80ms, plait::sleep_for(1h))));

        CHECK(error.code == plait::error::timed_out);
        CHECK(error.message.find("cut off with_timeout > sleep") != std::string::npos);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("the time counts from the call, also when what it returns is awaited later")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        awaitable<> limited = with_timeout(80ms, plait::sleep_for(1h));
        co_await plait::sleep_for(50ms);

        const thrown error = co_await error_of(std::move(limited));

        CHECK(error.code == plait::error::timed_out);
        CHECK(clock.elapsed() == 80ms);
    });
}

TEST_CASE("a limit of zero or less leaves a task the time it needs without waiting for time to pass")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK(co_await with_timeout(0s, value_at_once(1)) == 1);
        CHECK(co_await with_timeout(-1h, value_after(0ms, 2)) == 2);
        const thrown error = co_await error_of(with_timeout(0s, plait::sleep_for(1ms)));

        CHECK(error.code == plait::error::timed_out);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("the longest limit there is never runs out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        co_await plait::sleep_for(1s);

        CHECK(co_await with_timeout(plait::clock::duration::max(), value_after(10ms, 1)) == 1);
        CHECK(clock.elapsed() == 1010ms);
    });
}

TEST_SUITE_END();
