#include "async/coroutine/leaf.hpp"

#ifndef PLAIT_PUBLIC_CO_SPAWN

#include <boost/asio/error.hpp>

namespace asio = boost::asio;

namespace plait::detail {

/// The stack that a leaf is on top of, on its way back to run.
class leaf::continuation : public coroutine_stack {
public:
    continuation(leaf& done, bool aborted) noexcept
        : coroutine_stack(std::move(done.promise_.kept())), done_(&done), aborted_(aborted)
    {
    }

    void operator()()
    {
        if (task* waited = get_executor().task())
            waited->go_on();
        if (entry* under = entry::under(*this))
            under->in_leaf = false;
        leaf_promise& done = done_->promise_;
        done.attach_thread(this);
        done.clear_cancellation_slot();
        if (aborted_)
            done_->set_aborted();
        done.pop_frame();
        pump();
    }

private:
    leaf* done_;
    bool aborted_;
};

void leaf::suspend(const char* name, step* cancel)
{
    coroutine_stack& running = promise_.running();
    if (entry* under = entry::under(running))
        under->in_leaf = true;
    else if (asio::cancellation_slot slot = running.get_cancellation_slot(); slot.is_connected())
        slot.assign([this](asio::cancellation_type) { resume_(this); });
    resume_ = cancel;
    if (task* waits = running.get_executor().task())
        waits->wait_in(name);
    promise_.detach_thread();
    promise_.keep(std::move(running));
}

void leaf::fail(std::exception_ptr error) noexcept
{
    promise_.set_except(std::move(error));
    promise_.pop_frame();
}

void leaf::set_aborted() noexcept
{
    try {
        promise_.set_error(asio::error::operation_aborted);
    } catch (...) { // no memory for its text
        promise_.set_except(std::current_exception());
    }
}

void leaf::go_on(const executor& through, bool aborted)
{
    through.execute(continuation(*this, aborted));
}

} // namespace plait::detail

#endif
