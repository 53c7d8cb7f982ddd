// This file replaces `operator new` and `operator delete` of the whole program, in all their forms. Of each allocation
// they do no more than subtract its size from what the thread may still allocate, until that is used up; of what is freed
// they look at the address alone, unless it could be that of a sampled block.

#include "observe/heap/heap_sampler.hpp"
#include "observe/heap/samples_heap.hpp"
#include "observe/heap_hook.hpp"

#include <cstdlib>
#include <new>

// Who links the library names this symbol to the linker, which so takes this file from the archive, whether the program
// needs something of it or not.
extern "C" {
extern const char plait_heap_is_linked;
const char plait_heap_is_linked = 1;
}

#if !PLAIT_SAMPLES_HEAP

namespace plait::detail {

namespace {

class no_heap_samples final : public heap_samples {
public:
    [[nodiscard]] const char* why_not() const noexcept override
    {
#ifdef __linux__
        return "this build has a sanitizer, whose operator new cannot be replaced";
#else
        return "allocations are sampled on Linux only";
#endif
    }
    [[nodiscard]] std::int64_t rate() const noexcept override
    {
        return 0;
    }
    [[nodiscard]] std::uint64_t lost() const noexcept override
    {
        return 0;
    }
    void visit(const visitor&) override {}
};
constinit no_heap_samples none;

[[maybe_unused]] const bool entered = (linked_heap_samples.store(&none), true);

} // namespace

} // namespace plait::detail

#else

namespace {

using plait::detail::heap_sampler;
using plait::detail::the_heap_sampler;

[[maybe_unused]] const bool entered = (the_heap_sampler().enter(), true);

constexpr std::size_t usual = 0; // no alignment was asked for

void* plain(std::size_t size, std::size_t aligned) noexcept
{
    if (aligned == usual) [[likely]]
        return std::malloc(size);
    void* block = nullptr;
    return ::posix_memalign(&block, aligned < sizeof(void*) ? sizeof(void*) : aligned, size) == 0 ? block : nullptr;
}

/// What the standard wants where there is no memory: the new_handler is called as long as there is one.
[[gnu::noinline, gnu::cold]] void* after_failure(std::size_t size, std::size_t aligned)
{
    for (;;) {
        if (void* const block = plain(size == 0 ? 1 : size, aligned))
            return block;
        const std::new_handler handler = std::get_new_handler();
        if (!handler)
            throw std::bad_alloc();
        handler();
    }
}

[[gnu::noinline, gnu::cold]] void* asked(std::size_t size, std::size_t aligned, const void* caller)
{
    if (const double rate = the_heap_sampler().wants(size); rate > 0)
        if (void* const block = the_heap_sampler().allocate(size, aligned, rate, caller))
            return block;
    if (void* const block = plain(size, aligned))
        return block;
    return after_failure(size, aligned);
}

// These are inlined into the operators, so that the address is that to which the operator returns.
[[gnu::always_inline]] inline void* allocate(std::size_t size, std::size_t aligned = usual)
{
    if (size >= plait::detail::unsampled_bytes) [[unlikely]]
        return asked(size, aligned, __builtin_return_address(0));
    plait::detail::unsampled_bytes -= size;
    void* const block = plain(size, aligned);
    return block ? block : after_failure(size, aligned);
}

[[gnu::always_inline]] inline void* allocate_or_null(std::size_t size, std::size_t aligned = usual) noexcept
{
    try {
        return allocate(size, aligned);
    } catch (...) { // whatever the new_handler has thrown
        return nullptr;
    }
}

[[gnu::always_inline]] inline void deallocate(void* block) noexcept
{
    if (reinterpret_cast<std::uintptr_t>(block) % heap_sampler::alignment == 0) [[unlikely]]
        the_heap_sampler().freed(block);
    std::free(block);
}

constexpr std::size_t number(std::align_val_t aligned) noexcept
{
    return static_cast<std::size_t>(aligned);
}

} // namespace

void* operator new(std::size_t size)
{
    return allocate(size);
}

void* operator new[](std::size_t size)
{
    return allocate(size);
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return allocate_or_null(size);
}

void* operator new[](std::size_t size, const std::nothrow_t&) noexcept
{
    return allocate_or_null(size);
}

void* operator new(std::size_t size, std::align_val_t aligned)
{
    return allocate(size, number(aligned));
}

void* operator new[](std::size_t size, std::align_val_t aligned)
{
    return allocate(size, number(aligned));
}

void* operator new(std::size_t size, std::align_val_t aligned, const std::nothrow_t&) noexcept
{
    return allocate_or_null(size, number(aligned));
}

void* operator new[](std::size_t size, std::align_val_t aligned, const std::nothrow_t&) noexcept
{
    return allocate_or_null(size, number(aligned));
}

void operator delete(void* block) noexcept
{
    deallocate(block);
}

void operator delete[](void* block) noexcept
{
    deallocate(block);
}

void operator delete(void* block, std::size_t) noexcept
{
    deallocate(block);
}

void operator delete[](void* block, std::size_t) noexcept
{
    deallocate(block);
}

void operator delete(void* block, const std::nothrow_t&) noexcept
{
    deallocate(block);
}

void operator delete[](void* block, const std::nothrow_t&) noexcept
{
    deallocate(block);
}

void operator delete(void* block, std::align_val_t) noexcept
{
    deallocate(block);
}

void operator delete[](void* block, std::align_val_t) noexcept
{
    deallocate(block);
}

void operator delete(void* block, std::size_t, std::align_val_t) noexcept
{
    deallocate(block);
}

void operator delete[](void* block, std::size_t, std::align_val_t) noexcept
{
    deallocate(block);
}

void operator delete(void* block, std::align_val_t, const std::nothrow_t&) noexcept
{
    deallocate(block);
}

void operator delete[](void* block, std::align_val_t, const std::nothrow_t&) noexcept
{
    deallocate(block);
}

#endif
