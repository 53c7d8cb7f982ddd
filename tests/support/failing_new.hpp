#pragma once

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

// This header replaces operator new, so only one file of a program may include it.

// With clang, ThreadSanitizer's operator new is linked into the program and cannot be replaced; with g++ it is in a
// shared library.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PLAIT_TESTS_CANNOT_REPLACE_NEW
#endif
#endif

/// While this lives, one allocation of its thread fails: the n-th of those that have from `least` to `most` bytes.
class failing_new {
public:
#if defined(PLAIT_TESTS_CANNOT_REPLACE_NEW)
    static constexpr bool is_possible = false;
#else
    static constexpr bool is_possible = true;
#endif

    explicit failing_new(
        std::size_t at, std::size_t least = 0, std::size_t most = std::numeric_limits<std::size_t>::max()) noexcept
        : at_(at), least_(least), most_(most)
    {
        now = this;
    }
    ~failing_new()
    {
        now = nullptr;
    }
    failing_new(const failing_new&) = delete;
    failing_new& operator=(const failing_new&) = delete;

    [[nodiscard]] bool has_failed() const noexcept
    {
        return count_ >= at_;
    }

    [[nodiscard]] static bool fails(std::size_t size) noexcept
    {
        return now && size >= now->least_ && size <= now->most_ && ++now->count_ == now->at_;
    }

private:
    static inline thread_local failing_new* now = nullptr;

    const std::size_t at_;
    const std::size_t least_;
    const std::size_t most_;
    std::size_t count_ = 0;
};

#if !defined(PLAIT_TESTS_CANNOT_REPLACE_NEW)

void* operator new(std::size_t size)
{
    if (!failing_new::fails(size))
        if (void* memory = std::malloc(size > 0 ? size : 1))
            return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

#endif
