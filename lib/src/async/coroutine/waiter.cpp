#include <plait/detail/coroutine/waiter.hpp>

#include <plait/detail/coroutine/loop.hpp>

namespace plait::detail {

void waiter::resume(boost::system::error_code result)
{
    delist();
    held_.resume(result);
}

void waiter::post(boost::system::error_code result)
{
    if (!held_) // the loop is going away, and is destroying the coroutine already
        return;
    // Only the pointer travels: the waiter owns the coroutine until it arrives.
    held_.through().require(boost::asio::execution::blocking.never).execute([this, result] { resume(result); });
}

void waiter::enlist() noexcept
{
    const executor through = held_.through();
    waiter*& first = through.owner().first_waiter_;
    before_ = &first;
    next_ = first;
    if (next_)
        next_->before_ = &next_;
    first = this;
    if (task* waiting = through.task())
        waiting->wait_in(name_);
}

void waiter::delist() noexcept
{
    *before_ = next_;
    if (next_)
        next_->before_ = before_;
    if (task* waiting = held_.through().task())
        waiting->go_on();
}

} // namespace plait::detail
