#include <plait/hedged.hpp>

#include <plait/detail/coroutine/waiter.hpp>
#include <plait/failures.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <stdexcept>
#include <utility>

using namespace std::chrono_literals;
using namespace tasks;
using plait::hedged;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("hedged, ends");

TEST_CASE("a second call that wins at once may end the first in its cancellation, and the caller with it")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int calls = 0;
        auto ask = [&]() -> awaitable<int> {
            const int call = ++calls;
            if (call == 1) {
                plait::detail::waiter waiting("test");
                co_await waiting.suspend([] {}, [&] { waiting.resume(boost::asio::error::operation_aborted); });
            }
            co_return call;
        };

        CHECK(co_await hedged(20ms, ask, 5) == 2);
        CHECK(calls == 2);
        CHECK(clock.elapsed() == 20ms);
    });
}

TEST_CASE("100,000 calls that fail at once take no stack, whether they throw as tasks or before")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        constexpr std::size_t most = 100'000;
        std::size_t calls = 0;
        auto throws = [&]() -> awaitable<int> {
            ++calls;
            throw std::runtime_error("no");
        };
        auto fails = [&]() -> awaitable<int> {
            ++calls;
            throw std::runtime_error("no");
            co_return 1;
        };
        std::size_t errors = 0;
        auto count = [&](awaitable<int> all) -> awaitable<> {
            try {
                co_await std::move(all);
            } catch (const plait::failures& failed) {
                errors = failed.errors().size();
            }
        };
        co_await count(hedged(1ms, throws, most));
        CHECK((calls == most && errors == most));
        co_await count(hedged(1ms, fails, most));
        CHECK((calls == 2 * most && errors == most));
        CHECK(clock.elapsed() == 0ms);
    });
}

TEST_SUITE_END();
