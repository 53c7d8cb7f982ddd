#include <plait/detail/strand.hpp>

namespace plait::detail {

bool strand::enter_or_queue(job& waiting) noexcept
{
    job* seen = newest_.load(std::memory_order_relaxed);
    for (;;) {
        if (seen == vacant()) {
            if (newest_.compare_exchange_weak(seen, nullptr, std::memory_order_acquire, std::memory_order_relaxed))
                return true;
        } else {
            waiting.next = seen;
            if (newest_.compare_exchange_weak(seen, &waiting, std::memory_order_release, std::memory_order_relaxed))
                return false;
        }
    }
}

void strand::run_queued_and_leave() noexcept
{
    job* expected = nullptr;
    do {
        job* latest_first = newest_.exchange(nullptr, std::memory_order_acquire);
        job* in_order = nullptr;
        while (latest_first) {
            job* each = latest_first;
            latest_first = each->next;
            each->next = in_order;
            in_order = each;
        }
        while (in_order) {
            job* each = in_order;
            in_order = each->next;
            each->run();
        }
        expected = nullptr;
    } while (!newest_.compare_exchange_strong(
        expected, vacant(), std::memory_order_release, std::memory_order_relaxed));
}

} // namespace plait::detail
