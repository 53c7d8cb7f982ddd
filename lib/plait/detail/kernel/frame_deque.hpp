#pragma once

#include <plait/detail/kernel/frame_pool.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <type_traits>
#include <vector>

namespace plait::detail {

/// The allocator of a container that lives in a coroutine's frame, and comes and goes with it. Of the instructions for
/// eight tasks in a range, it saves 2 % in `run_concurrent`, 3 % in `settle` and 8 % in `race`.
template <class T>
struct pool_allocator {
    using value_type = T;

    pool_allocator() = default;
    template <class U>
    pool_allocator(const pool_allocator<U>&) noexcept
    {
    }

    [[nodiscard]] T* allocate(std::size_t n)
    {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        return static_cast<T*>(frame_pool::allocate(n * size));
    }
    void deallocate(T* memory, std::size_t n) noexcept { frame_pool::deallocate(static_cast<void*>(memory), n * size); }

    friend bool operator==(const pool_allocator&, const pool_allocator&) = default;

private:
    static constexpr std::size_t size = sizeof(T); // NOLINT(bugprone-sizeof-expression): T may be a pointer
};

template <class T>
using frame_allocator
    = std::conditional_t<alignof(T) <= alignof(std::max_align_t), pool_allocator<T>, std::allocator<T>>;

/// Holds what a join keeps for each task of a range. A deque takes two blocks of memory even for one element; with this
/// allocator they come from the loop's pool.
template <class T>
using frame_deque = std::deque<T, frame_allocator<T>>;

/// Holds what a join keeps for each of its tasks if their number is known before the first one starts.
template <class T>
using frame_vector = std::vector<T, frame_allocator<T>>;

} // namespace plait::detail
