#pragma once

#include <plait/detail/kernel/current.hpp>

#include <array>
#include <cstddef>
#include <new>

namespace plait::detail {

/// Memory for coroutine frames and queued functions, which come and go by the thousand: some lists of free blocks, one
/// list for each size. Each loop has a pool, which only its own thread uses. Asio's own recycling was not enough: it
/// keeps two frames for each thread, and none over 1020 bytes.
class frame_pool {
public:
    frame_pool() = default;
    ~frame_pool();
    frame_pool(const frame_pool&) = delete;
    frame_pool& operator=(const frame_pool&) = delete;

    [[nodiscard]] static void* allocate(std::size_t size)
    {
        if (frame_pool* pool = current.pool; pool && size <= largest) {
            if (block* taken = pool->free_[list(size)]) {
                pool->free_[list(size)] = taken->next;
                pool->held_ -= rounded(size);
                return taken;
            }
        }
        return ::operator new(rounded(size));
    }

    static void deallocate(void* memory, std::size_t size) noexcept
    {
        if (frame_pool* pool = current.pool; pool && size <= largest && pool->held_ < most_held) {
            block*& first = pool->free_[list(size)];
            first = ::new (memory) block{first};
            pool->held_ += rounded(size);
        } else {
            ::operator delete(memory); // without the size, as clang before 19 has the other only with an option
        }
    }

    /// Whether loops that begin to run use their pools. Who wants to see each block in `operator new` says `use_none`.
    [[nodiscard]] static bool used() noexcept;
    static void use_none() noexcept;

    [[nodiscard]] std::size_t held() const noexcept { return held_; } ///< The bytes of all free blocks.

private:
    struct block {
        block* next;
    };

    static constexpr std::size_t step = 16;
    static constexpr std::size_t largest = 2040;
    static constexpr std::size_t most_held = 8 * 1024 * 1024;

    // Every block has the size of its list, whether a pool was there when it was allocated or not. The sizes are 8, 24,
    // 40, ... bytes, as malloc has that much to give between the headers of its blocks.
    [[nodiscard]] static constexpr std::size_t list(std::size_t size) noexcept { return (size + step / 2 - 1) / step; }
    [[nodiscard]] static constexpr std::size_t rounded(std::size_t size) noexcept
    {
        return list(size) * step + step / 2;
    }

    std::array<block*, (largest + step / 2) / step> free_{};
    std::size_t held_ = 0; // in bytes
};

} // namespace plait::detail
