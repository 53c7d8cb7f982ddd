#pragma once

#include "support.hpp"

#include <plait/awaitable.hpp>

#include <string>
#include <utility>

namespace bench {

/// Adds a row with the cost of a call that is a coroutine. Each call counts as `parts` operations.
template <class Call>
plait::awaitable<void> row(table& all, std::string title, Call call, long times = 20'000, long parts = 1)
{
    auto repeat = [&](long n) -> plait::awaitable<void> {
        for (long i = 0; i < n; ++i)
            co_await call();
    };
    const cost each = co_await measure(repeat, times, parts);
    all.add({std::move(title), number(each.nanoseconds), number(each.blocks, 2)});
}

/// Adds a row with the cost of a call that is no coroutine. Its result is thrown away, but the compiler cannot leave
/// out the work.
template <class Call>
plait::awaitable<void> plain_row(table& all, std::string title, Call call, long times = 20'000)
{
    auto repeat = [&](long n) -> plait::awaitable<void> {
        for (long i = 0; i < n; ++i)
            sink = static_cast<long>(call());
        co_return;
    };
    const cost each = co_await measure(repeat, times);
    all.add({std::move(title), number(each.nanoseconds), number(each.blocks, 2)});
}

} // namespace bench
