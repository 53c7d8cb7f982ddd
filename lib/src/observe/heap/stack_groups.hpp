#pragma once

#include "async/join/captured_stack.hpp"
#include "observe/heap/sample_intervals.hpp"
#include "observe/heap_hook.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace plait::detail {

/// The sampled allocations of one stack, and what they sum up to.
struct stack_group {
    sample_weight allocated;
    sample_weight in_use;

    void add_allocated(const sample_weight& added) noexcept { add(allocated, added, 1); }
    void add_in_use(const sample_weight& added) noexcept { add(in_use, added, 1); }
    void take_in_use(const sample_weight& gone) noexcept { add(in_use, gone, -1); }

    [[nodiscard]] heap_values values() const noexcept
    {
        return {whole(allocated.objects), allocated.bytes, whole(in_use.objects), in_use.bytes};
    }

private:
    static void add(sample_weight& to, const sample_weight& added, int sign) noexcept
    {
        to.objects += sign * added.objects;
        to.bytes += sign * added.bytes;
    }
    [[nodiscard]] static std::int64_t whole(std::int64_t objects) noexcept
    {
        return (objects + sample_weight::object / 2) / sample_weight::object;
    }
};

/// The groups of all stacks that were seen. Their memory is bounded: stacks beyond the most that there may be share one
/// group, whose stack is empty. It takes its memory from malloc, and needs no destructor before the program ends.
///
/// Threads: `of` and the contents of groups: one thread at a time. `visit`: any thread, at any time.
class stack_groups {
public:
    constexpr explicit stack_groups(std::size_t most = 8192) noexcept : most_(most) {}
    ~stack_groups();
    stack_groups(const stack_groups&) = delete;
    stack_groups& operator=(const stack_groups&) = delete;

    /// The group of this stack.
    [[nodiscard]] stack_group& of(const captured_stack&) noexcept;

    /// Calls the function with each group and its stack.
    template <class Function>
    void visit(Function&& function)
    {
        captured_stack stack{};
        function(rest_, stack);
        for (kept* each = newest_.load(std::memory_order_acquire); each; each = each->before) {
            expand(*each, stack);
            function(each->group, stack);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    struct kept {
        kept* before; // the one that was made before
        kept* next;   // in the same bucket
        std::uint64_t hash;
        stack_group group;
        std::uint32_t frame_count, place_count, route_length, task_length;
        bool cut_off;
        int loop;
        const char* method;
        // The frames, the places and the two texts stand behind it.
    };

    [[nodiscard]] static kept* make(const captured_stack&, std::uint64_t hash) noexcept;
    [[nodiscard]] static bool is_of(const kept&, const captured_stack&) noexcept;
    static void expand(const kept&, captured_stack& to) noexcept;

    const std::size_t most_;
    std::size_t size_ = 0;
    std::array<kept*, 2048> buckets_{};
    std::atomic<kept*> newest_{nullptr};
    stack_group rest_;
};

} // namespace plait::detail
