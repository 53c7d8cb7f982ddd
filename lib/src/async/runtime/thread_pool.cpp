#include "async/runtime/thread_pool.hpp"

#include "async/kernel/thread_list.hpp"
#include <plait/runtime.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cassert>
#include <system_error>

namespace plait::detail {

std::size_t thread_pool::default_threads() noexcept
{
    return std::max<std::size_t>(4, 2 * runtime::cores());
}

thread_pool::thread_pool(std::size_t most) : most_(most) {}

thread_pool::~thread_pool()
{
    close();
    assert(queue_.empty());
}

void thread_pool::close() noexcept
{
    std::vector<std::stop_source> told;
    std::vector<std::thread> ending;
    {
        locked inside(lock_);
        closed_ = true;
        available_.notify_all();
        for (const call* each : running_)
            told.push_back(each->stop_);
        ending.swap(threads_);
    }
    for (std::stop_source& each : told) // this is outside of the lock, as it calls stop callbacks of users' functions
        each.request_stop();
    for (std::thread& each : ending)
        each.join();
}

std::size_t thread_pool::queued() const noexcept
{
    locked inside(lock_);
    return queue_.size();
}

std::size_t thread_pool::running() const noexcept
{
    locked inside(lock_);
    return running_.size();
}

std::size_t thread_pool::threads() const noexcept
{
    locked inside(lock_);
    return threads_.size();
}

void thread_pool::queue(call& added) noexcept
{
    locked inside(lock_);
    assert(!closed_);
    queue_.splice(queue_.end(), added.own_, added.node_);
    added.state_ = call::state::queued;
    if (idle_ >= queue_.size() || threads_.size() == most_ || start_thread()) {
        available_.notify_one();
        return;
    }
    added.own_.splice(added.own_.end(), queue_, added.node_);
    added.state_ = call::state::after;
    added.waiting_.post(make_error_code(boost::system::errc::resource_unavailable_try_again));
}

// The result is false if no thread can be started, and no thread is there that would come to this call sooner or later.
bool thread_pool::start_thread() noexcept
{
    try {
        threads_.emplace_back([this] { work(); });
        return true;
    } catch (const std::exception&) { // std::system_error, or std::bad_alloc
        return !threads_.empty();
    }
}

void thread_pool::work() noexcept
{
    registered_thread here(registered_thread::no_loop);
    here.is_idle.store(true, std::memory_order_relaxed);
    lock_.acquire();
    while (call* taken = take()) {
        lock_.release();
        here.is_idle.store(false, std::memory_order_relaxed);
        current.waiting = taken->task_;
        taken->function_(taken->stop_.get_token());
        current.waiting = nullptr;
        here.is_idle.store(true, std::memory_order_relaxed);
        lock_.acquire();
        end(*taken);
    }
    lock_.release();
}

thread_pool::call* thread_pool::take() noexcept
{
    ++idle_;
    while (queue_.empty() && !closed_)
        available_.wait(lock_);
    --idle_;
    if (closed_)
        return nullptr;
    call* const taken = queue_.front();
    running_.splice(running_.end(), queue_, taken->node_);
    taken->state_ = call::state::running;
    return taken;
}

// The lock is held to the end of this: as soon as the caller sees that the function has ended, its frame may go away.
void thread_pool::end(call& ended) noexcept
{
    ended.own_.splice(ended.own_.end(), running_, ended.node_);
    ended.state_ = call::state::after;
    if (ended.abandoned_)
        ended_.notify_all();
    else
        ended.waiting_.post();
}

thread_pool::call::~call()
{
    {
        locked inside(pool_.lock_);
        if (state_ == state::queued)
            own_.splice(own_.end(), pool_.queue_, node_);
        if (state_ != state::running)
            return;
        abandoned_ = true;
    }
    stop_.request_stop();
    locked inside(pool_.lock_);
    while (state_ == state::running)
        pool_.ended_.wait(pool_.lock_);
}

void thread_pool::call::cancel()
{
    {
        locked inside(pool_.lock_);
        if (state_ == state::queued) {
            own_.splice(own_.end(), pool_.queue_, node_);
            state_ = state::after;
            waiting_.post(boost::asio::error::operation_aborted);
            return;
        }
    }
    stop_.request_stop();
}

} // namespace plait::detail
