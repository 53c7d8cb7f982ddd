#include <plait/detail/kernel/count_argument.hpp>

#include <plait/awaitable.hpp>
#include <plait/blocking.hpp>
#include <plait/channel.hpp>
#include <plait/for_each_concurrent.hpp>
#include <plait/hedged.hpp>
#include <plait/latch.hpp>
#include <plait/max_in_flight.hpp>
#include <plait/rate_limiter.hpp>
#include <plait/run.hpp>
#include <plait/runtime.hpp>
#include <plait/semaphore.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using plait::awaitable;
using plait::detail::count_argument;

TEST_SUITE_BEGIN("count_argument");

TEST_CASE("a count is made from every type of integer")
{
    static_assert(count_argument(7).of("") == 7 && count_argument(0L).of("") == 0);
    CHECK(count_argument(std::int8_t(127)).of("count") == 127);
    CHECK(count_argument(std::uint8_t(255)).of("count") == 255);
    CHECK(
        count_argument(std::numeric_limits<std::size_t>::max()).of("count") == std::numeric_limits<std::size_t>::max());
    CHECK_THROWS_WITH_AS(
        static_cast<void>(count_argument(std::numeric_limits<std::int64_t>::min()).of("count")),
        "count: -9223372036854775808 is negative", std::invalid_argument);
}

TEST_CASE("a negative count is refused by name, wherever one is taken")
{
    struct row {
        const char* name;
        std::function<void(int)> call;
    };
    plait::latch open(0);
    plait::rate_limiter limit(1, 1);
    std::vector<int> numbers{1};
    const auto nothing = []() -> awaitable<void> { co_return; };
    const auto each = [](int) -> awaitable<void> { co_return; };
    for (const row& r : {
             row{"plait::semaphore", [](int n) { plait::semaphore made(n); }},
             row{"plait::latch", [](int n) { plait::latch made(n); }},
             row{"plait::latch::count_down", [&](int n) { open.count_down(n); }},
             row{"plait::channel", [](int n) { plait::channel<int> made(n); }},
             row{"plait::max_in_flight", [](int n) { plait::max_in_flight made(n); }},
             row{"plait::for_each_concurrent",
                 [&](int n) { static_cast<void>(plait::for_each_concurrent(numbers, n, each)); }},
             row{"plait::hedged",
                 [&](int n) { static_cast<void>(plait::hedged(std::chrono::seconds(1), nothing, n)); }},
             row{"plait::runtime", [](int n) { plait::runtime made(n); }},
             row{"blocking_options: threads", [](int n) { plait::blocking_options().threads(n); }},
             row{"blocking_options: queue", [](int n) { plait::blocking_options().queue(n); }},
             row{"rate_limiter: burst", [](int n) { plait::rate_limiter made(1, n); }},
             row{"rate_limiter::try_acquire", [&](int n) { static_cast<void>(limit.try_acquire(n)); }},
             row{"rate_limiter::acquire", [&](int n) { plait::run(limit.acquire(n)); }},
         }) {
        CAPTURE(r.name);
        CHECK_THROWS_WITH_AS(r.call(-1), (std::string(r.name) + ": -1 is negative").c_str(), std::invalid_argument);
    }
}

TEST_SUITE_END();
