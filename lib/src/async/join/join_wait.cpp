// This file lets a coroutine wait for the tasks of a join, in both builds: see detail/coroutine/asio_frames.hpp.

#include <plait/detail/join/join.hpp>

#include <plait/detail/kernel/giving_way.hpp>

#if !PLAIT_KNOWS_ASIO_FRAMES
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>
#endif

namespace asio = boost::asio;

namespace plait::detail {

#if PLAIT_KNOWS_ASIO_FRAMES

coroutine_stack* join_wait::operator()(asio_detail::awaitable_frame_base<executor>* caller) const
{
    coroutine_stack* suspended = caller->detach_thread();
    owner->caller_ = task_frame::that_runs(*suspended);
    if (owner->begin(start, closure, suspended->get_cancellation_state()) || gives_way()) {
        try {
            if (asio::cancellation_slot slot = suspended->get_cancellation_slot(); slot.is_connected())
                slot.assign([joined = owner](asio::cancellation_type) { joined->caller_cancelled(); });
        } catch (...) { // without memory the tasks cannot be cancelled later, so they are cancelled now
            owner->fail(std::current_exception());
        }
        owner->hold(suspended_stack(suspended, owner->nothing_));
        if (owner->running() == 0)
            owner->post_resumption();
        return nullptr;
    }
    caller->attach_thread(suspended); // the caller goes on at once
    return suspended;
}

#else

awaitable<void> join_wait(join* owner, starter* start, void* closure)
{
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    owner->caller_ = task_frame::that_runs(co_await asio::this_coro::executor, state);
    if (owner->begin(start, closure, state) || gives_way()) {
        auto hold = [owner](auto handler) {
            try {
                if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
                    slot.assign([owner](asio::cancellation_type) { owner->caller_cancelled(); });
            } catch (...) { // without memory the tasks cannot be cancelled later, so they are cancelled now
                owner->fail(std::current_exception());
            }
            owner->hold(std::move(handler));
            if (owner->running() == 0)
                owner->post_resumption();
        };
        co_await asio::async_initiate<const asio::deferred_t, void()>(hold, asio::deferred);
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
}

#endif

} // namespace plait::detail
