#include "observe/heap/live_table.hpp"

#include <bit>
#include <cstdlib>
#include <new>
#include <utility>

namespace plait::detail {

struct live_table::slots {
    struct slot {
        std::atomic<std::uintptr_t> key{0}; // 0: empty
        live_sample sample;
    };

    [[nodiscard]] static slots* make(std::size_t count, slots* smaller) noexcept
    {
        void* const memory = std::malloc(sizeof(slots) + count * sizeof(slot));
        if (!memory)
            return nullptr;
        auto* const all = ::new (static_cast<std::byte*>(memory) + sizeof(slots)) slot[count];
        return ::new (memory) slots{count, smaller, all};
    }

    [[nodiscard]] std::size_t home(std::uintptr_t key) const noexcept
    {
        const std::uint64_t mixed = std::uint64_t{key} * 0x9e3779b97f4a7c15U;
        return static_cast<std::size_t>(mixed >> (64 - std::countr_zero(count)));
    }
    [[nodiscard]] std::size_t after(std::size_t at) const noexcept { return (at + 1) & (count - 1); }

    /// The slot of this key, or the empty one where it would be. At least half of the slots are empty.
    [[nodiscard]] std::size_t find(std::uintptr_t key) const noexcept
    {
        std::size_t at = home(key);
        for (;; at = after(at))
            if (const std::uintptr_t there = all[at].key.load(std::memory_order_acquire); there == key || there == 0)
                return at;
    }

    const std::size_t count; // a power of two
    slots* const smaller;
    slot* const all;
};

namespace {

std::uintptr_t key_of(const void* address) noexcept
{
    return reinterpret_cast<std::uintptr_t>(address);
}

} // namespace

live_table::~live_table()
{
    for (slots* each = slots_.load(); each;)
        std::free(std::exchange(each, each->smaller));
}

bool live_table::may_have(const void* address) const noexcept
{
    const std::uint64_t version = version_.load(std::memory_order_acquire);
    const slots* const all = slots_.load(std::memory_order_acquire);
    if (!all)
        return false;
    if (all->all[all->find(key_of(address))].key.load(std::memory_order_acquire) != 0)
        return true;
    // A key that was moved meanwhile may have been missed. Moved keys are stored with release, and loaded with acquire, so
    // whoever has seen one of them sees the new version here.
    return version % 2 != 0 || version_.load(std::memory_order_relaxed) != version;
}

bool live_table::insert(const void* address, const live_sample& sample, live_sample* replaced) noexcept
{
    slots* all = slots_.load(std::memory_order_relaxed);
    if (!all || size_ == all->count / 2) {
        if (!grow())
            return false;
        all = slots_.load(std::memory_order_relaxed);
    }
    slots::slot& at = all->all[all->find(key_of(address))];
    if (at.key.load(std::memory_order_relaxed) != 0) {
        *replaced = std::exchange(at.sample, sample);
        return true;
    }
    if (size_ == most_)
        return false;
    ++size_;
    at.sample = sample;
    at.key.store(key_of(address), std::memory_order_release);
    return true;
}

bool live_table::erase(const void* address, live_sample& erased) noexcept
{
    slots* const all = slots_.load(std::memory_order_relaxed);
    if (!all)
        return false;
    std::size_t gap = all->find(key_of(address));
    if (all->all[gap].key.load(std::memory_order_relaxed) == 0)
        return false;
    --size_;
    erased = all->all[gap].sample;
    // The keys behind the gap are moved into it, if they may stand there. A mark in its place would remain for ever.
    version_.fetch_add(1, std::memory_order_acq_rel);
    for (std::size_t at = all->after(gap);; at = all->after(at)) {
        const std::uintptr_t key = all->all[at].key.load(std::memory_order_relaxed);
        if (key == 0)
            break;
        const std::size_t mask = all->count - 1;
        if (((at - all->home(key)) & mask) < ((at - gap) & mask))
            continue; // the gap is before its home
        all->all[gap].sample = all->all[at].sample;
        all->all[gap].key.store(key, std::memory_order_release);
        gap = at;
    }
    all->all[gap].key.store(0, std::memory_order_release);
    version_.fetch_add(1, std::memory_order_release);
    return true;
}

bool live_table::grow() noexcept
{
    constexpr std::size_t fewest = 1024;
    slots* const before = slots_.load(std::memory_order_relaxed);
    if (before && size_ >= most_)
        return true; // it is full; what is there may still be replaced
    slots* const now = slots::make(before ? before->count * 2 : fewest, before);
    if (!now)
        return false;
    for (std::size_t i = 0; before && i < before->count; ++i)
        if (const std::uintptr_t key = before->all[i].key.load(std::memory_order_relaxed)) {
            slots::slot& at = now->all[now->find(key)];
            at.sample = before->all[i].sample;
            at.key.store(key, std::memory_order_relaxed);
        }
    slots_.store(now, std::memory_order_release);
    return true;
}

} // namespace plait::detail
