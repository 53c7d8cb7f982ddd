#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/latch.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>

#include <boost/asio/post.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

namespace tasks {

/// Runs `task()` several times on every loop at the same time: no task starts before all loops run.
template <class Task>
plait::awaitable<void> on_every_loop(int tasks_a_loop, Task& task)
{
    plait::latch all_run(plait::detail::current.owner->siblings().size());
    auto on_each_loop = [&]() -> plait::awaitable<> {
        co_await all_run.arrive_and_wait();
        std::vector<plait::awaitable<void>> running;
        for (int i = 0; i < tasks_a_loop; ++i)
            running.push_back(task());
        co_await plait::run_concurrent(std::move(running));
    };
    co_await plait::on_all_loops(on_each_loop);
}

/// Stops the runtime by an exception that leaves a handler of its second loop, past any coroutine.
inline void stop_by_failure()
{
    plait::detail::loop& second = *plait::detail::current.owner->siblings()[1];
    boost::asio::post(second.root(), [] { throw std::runtime_error("past any coroutine"); });
}

} // namespace tasks
