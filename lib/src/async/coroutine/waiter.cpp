#include <plait/detail/coroutine/waiter.hpp>

#include "async/kernel/observed_waits.hpp"
#include <plait/detail/coroutine/loop.hpp>

#include <utility>

namespace plait::detail {

constinit std::atomic<wait_observer*> observed_waits{nullptr};

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
    if (observed_waits.load(std::memory_order_relaxed)) [[unlikely]]
        since_ = clock::now();
}

void waiter::delist() noexcept
{
    *before_ = next_;
    if (next_)
        next_->before_ = before_;
    task* const waiting = held_.through().task();
    if (!waiting)
        return;
    if (since_ != not_observed) [[unlikely]] {
        const clock::time_point since = std::exchange(since_, not_observed);
        if (wait_observer* const told = observed_waits.load(std::memory_order_acquire))
            told(*waiting, name_, clock::now() - since);
    }
    waiting->go_on();
}

} // namespace plait::detail
