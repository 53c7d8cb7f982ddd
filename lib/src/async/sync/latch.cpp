#include <plait/latch.hpp>

#include <plait/detail/kernel/simulation_hook.hpp>

#include <stdexcept>

namespace plait {

latch::latch(detail::count_argument count) : left_(count.of("plait::latch"))
{
    if (left_ == 0)
        down_.set();
}

void latch::count_down(detail::count_argument given)
{
    const std::size_t by = given.of("plait::latch::count_down");
    std::size_t left = left_.load(std::memory_order_relaxed);
    do {
        if (by > left)
            throw std::logic_error(
                "plait::latch: counted below zero; make it with the number of all calls of count_down and "
                "arrive_and_wait, or use a new one for each round");
    } while (!left_.compare_exchange_weak(left, left - by, std::memory_order_acq_rel, std::memory_order_relaxed));
    detail::released(this);
    if (by == 0 || left != by)
        return;
    detail::acquired(this);
    down_.set();
}

bool latch::is_down() const noexcept
{
    return down_.is_set();
}

awaitable<void> latch::wait()
{
    return down_.wait();
}

awaitable<void> latch::arrive_and_wait()
{
    count_down();
    co_await down_.wait();
}

} // namespace plait
