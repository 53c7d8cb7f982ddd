#pragma once

#include <plait/testing/memory_stream.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/this_coro.hpp>

#include <functional>

/// Runs `test` with the two ends of a connection.
inline void with_streams(
    const std::function<plait::awaitable<void>(
        plait::testing::memory_stream&, plait::testing::memory_stream&, plait::testing::virtual_clock&)>& test)
{
    plait::testing::run_virtual([&](plait::testing::virtual_clock& clock) -> plait::awaitable<void> {
        auto [one, other] = plait::testing::memory_stream::connected(co_await boost::asio::this_coro::executor);
        co_await test(one, other, clock);
    });
}
