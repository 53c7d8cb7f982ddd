#pragma once

#include "support.hpp"

#include <plait/awaitable.hpp>

#include <string>
#include <utility>

namespace bench {

/// Adds a row with what a call costs, which is a coroutine. Each counts as `parts`.
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

/// The same for a call that is none. What it returns is thrown away, but not the making of it.
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
