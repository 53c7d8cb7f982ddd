#include <plait/detail/sync/turn_queue.hpp>

#include <plait/detail/coroutine/waiter.hpp>

namespace plait::detail {

namespace {

void pause_processor() noexcept
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace

bool turn_queue::spin() noexcept PLAIT_UNCHECKED
{
    for (int tries = 0; tries < 50; ++tries) { // which takes a microsecond or two
        pause_processor();
        if (newest_.load(std::memory_order_relaxed) == vacant() && try_enter())
            return true;
    }
    return false;
}

bool turn_queue::enter_or_queue(job& waiting) noexcept PLAIT_UNCHECKED
{
    job* seen = newest_.load(std::memory_order_relaxed);
    for (;;) {
        if (seen == vacant()) {
            if (newest_.compare_exchange_weak(seen, nullptr, std::memory_order_acquire, std::memory_order_relaxed)) {
                acquired(this);
                return true;
            }
        } else {
            waiting.next = seen;
            if (newest_.compare_exchange_weak(seen, &waiting, std::memory_order_release, std::memory_order_relaxed))
                return false;
        }
    }
}

void turn_queue::run_queued_and_leave() noexcept
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

namespace {

class turn final : public turn_queue::job {
public:
    turn(turn_queue& taken, void (*function)(void*) noexcept, void* closure) noexcept
        : turns_(taken), function_(function), closure_(closure)
    {
    }

    auto come()
    {
        return finished_.suspend([this] {
            if (turns_.enter_or_queue(*this)) {
                run();
                turns_.leave(); // this turn still exists here: its task is resumed by this loop, later
            }
        });
    }

private:
    void run() noexcept override
    {
        function_(closure_);
        finished_.post();
    }

    turn_queue& turns_;
    void (*function_)(void*) noexcept;
    void* closure_;
    waiter finished_{"guarded::with"};
};

} // namespace

awaitable<void> call_in_turn(turn_queue& taken, void (*function)(void*) noexcept, void* closure)
{
    turn waiting(taken, function, closure);
    co_await waiting.come();
}

} // namespace plait::detail
