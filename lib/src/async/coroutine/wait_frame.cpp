#include "async/coroutine/wait_frame.hpp"

#if PLAIT_KNOWS_ASIO_FRAMES

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace asio = boost::asio;

namespace plait::detail {

/// The stack of coroutines below a wait frame, on its way back to running.
class wait_frame::continuation : public coroutine_stack {
public:
    continuation(wait_frame& done, bool aborted) noexcept
        : coroutine_stack(std::move(done.promise_.kept())), done_(&done), aborted_(aborted)
    {
    }

    void operator()()
    {
        if (task* waited = get_executor().task())
            waited->go_on();
        if (task_frame* under = task_frame::under(*this))
            under->in_wait_frame = false;
        wait_promise& done = done_->promise_;
        done.attach_thread(this);
        done.clear_cancellation_slot();
        if (aborted_)
            done_->set_aborted();
        done.pop_frame();
        pump();
    }

private:
    wait_frame* done_;
    bool aborted_;
};

void wait_frame::suspend(const char* name, step* cancel)
{
    coroutine_stack& running = promise_.running();
    if (task_frame* under = task_frame::under(running))
        under->in_wait_frame = true;
    else if (asio::cancellation_slot slot = running.get_cancellation_slot(); slot.is_connected())
        slot.assign([this](asio::cancellation_type) { resume_(this); });
    resume_ = cancel;
    if (task* waits = running.get_executor().task())
        waits->wait_in(name);
    promise_.detach_thread();
    promise_.keep(std::move(running));
}

void wait_frame::fail(std::exception_ptr error) noexcept
{
    promise_.set_error(std::move(error));
    promise_.pop_frame();
}

void wait_frame::set_aborted() noexcept
{
    try {
        promise_.set_error(std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted)));
    } catch (...) { // there is no memory for the error's text
        promise_.set_error(std::current_exception());
    }
}

void wait_frame::go_on(const executor& through, bool aborted)
{
    through.execute(continuation(*this, aborted));
}

} // namespace plait::detail

#endif
