#pragma once

#include <plait/detail/coroutine/task_frame.hpp>

#include <boost/asio/this_coro.hpp>

namespace plait::detail {

/// When this is awaited, it finds the task whose own coroutine awaits it, or null. A coroutine that was started with
/// `co_spawn` is in nobody's task: its executor names one, but that task may end before it.
#if PLAIT_KNOWS_ASIO_FRAMES
struct find_own_task {
    const task** found;

    coroutine_stack* operator()(frame_base* caller) const
    {
        coroutine_stack* const running = caller->detach_thread();
        *found = task_frame::that_runs(*running);
        caller->attach_thread(running);
        return running;
    }
};
#else
inline awaitable<void> find_own_task(const task** found)
{
    const boost::asio::cancellation_state state = co_await boost::asio::this_coro::cancellation_state;
    *found = task_frame::that_runs(co_await boost::asio::this_coro::executor, state);
}
#endif

} // namespace plait::detail
