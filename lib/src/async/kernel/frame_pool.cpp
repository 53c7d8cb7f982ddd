#include <plait/detail/kernel/frame_pool.hpp>

#include <atomic>
#include <utility>

namespace plait::detail {

// With AddressSanitizer there is no pool, so that it sees the end of each frame.
#if defined(__SANITIZE_ADDRESS__)
#define PLAIT_NO_FRAME_POOL
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PLAIT_NO_FRAME_POOL
#endif
#endif
#ifdef PLAIT_NO_FRAME_POOL
static constinit std::atomic<bool> pools_used{false};
#else
static constinit std::atomic<bool> pools_used{true};
#endif

bool frame_pool::used() noexcept
{
    return pools_used.load(std::memory_order_relaxed);
}

void frame_pool::use_none() noexcept
{
    pools_used.store(false, std::memory_order_relaxed);
}

frame_pool::~frame_pool()
{
    for (std::size_t i = 0; i < free_.size(); ++i)
        while (block* gone = free_[i]) {
            free_[i] = gone->next;
            ::operator delete(gone);
        }
}

} // namespace plait::detail
