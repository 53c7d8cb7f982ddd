#pragma once

#include "observe/heap/sample_intervals.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace plait::detail {

struct stack_group;

/// A sampled allocation that was not freed.
struct live_sample {
    stack_group* group = nullptr;
    sample_weight weight;
};

/// The sampled allocations that were not freed, by address: a hash table with open addressing. It takes its memory from
/// malloc, and needs no destructor before the program ends.
///
/// Threads: `insert` and `erase`: one thread at a time. `may_have`: any thread, at any time.
class live_table {
public:
    constexpr explicit live_table(std::size_t most = std::size_t{1} << 17) noexcept : most_(most) {}
    ~live_table();
    live_table(const live_table&) = delete;
    live_table& operator=(const live_table&) = delete;

    /// Whether an allocation may be among the samples. It takes no lock. It is always true for one that is, if the
    /// caller may free it: then what inserted it has happened before.
    [[nodiscard]] bool may_have(const void* address) const noexcept;

    /// Returns false if there is no room, or no memory. An address that is there is given the new sample: its block must
    /// have been freed in another way.
    bool insert(const void* address, const live_sample&, live_sample* replaced) noexcept;

    /// Returns false if the address is not there.
    bool erase(const void* address, live_sample& erased) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    struct slots;

    [[nodiscard]] bool grow() noexcept;

    const std::size_t most_;
    std::size_t size_ = 0;
    // Smaller arrays are kept, since a reader may still be in one. An odd version means that keys are being moved.
    std::atomic<slots*> slots_{nullptr};
    std::atomic<std::uint64_t> version_{0};
};

} // namespace plait::detail
