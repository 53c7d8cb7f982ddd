#pragma once

#include "async/join/captured_stack.hpp"

#include <atomic>
#include <cstdint>
#include <functional>

namespace plait::detail {

/// Estimates for all allocations of one stack, made from those that were sampled.
struct heap_values {
    std::int64_t alloc_objects = 0; // since the program started
    std::int64_t alloc_bytes = 0;
    std::int64_t inuse_objects = 0; // of these, what was not freed
    std::int64_t inuse_bytes = 0;

    bool operator==(const heap_values&) const = default;
    heap_values& operator-=(const heap_values& other) noexcept
    {
        alloc_objects -= other.alloc_objects;
        alloc_bytes -= other.alloc_bytes;
        inuse_objects -= other.inuse_objects;
        inuse_bytes -= other.inuse_bytes;
        return *this;
    }
};

/// What samples the program's allocations. It is in a library of its own, plait_heap, which replaces `operator new`.
class heap_samples {
public:
    /// Why nothing is sampled in this build, or on this platform, in a line; null if it is.
    [[nodiscard]] virtual const char* why_not() const noexcept = 0;

    /// How many bytes are allocated, on average, between two samples.
    [[nodiscard]] virtual std::int64_t rate() const noexcept = 0;

    /// Sampled allocations that do not count as in use, since there was no room to follow them.
    [[nodiscard]] virtual std::uint64_t lost() const noexcept = 0;

    /// Calls the function for each stack. A stack keeps its key, which is its own, for ever. The function may allocate.
    using visitor = std::function<void(const void* key, const captured_stack&, const heap_values&)>;
    virtual void visit(const visitor&) = 0;

protected:
    ~heap_samples() = default;
};

/// Null: plait_heap is not linked. That library sets it before `main`.
extern constinit std::atomic<heap_samples*> linked_heap_samples;

} // namespace plait::detail
