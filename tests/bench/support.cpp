#include "support.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>

#include <malloc.h>

//
// The heap. This program and all its libraries use this malloc in place of glibc's
//

namespace {

std::atomic<bool> counting = false;
std::atomic<long> counted_blocks = 0;
std::atomic<long> counted_bytes = 0;

void* counted(void* block) noexcept
{
    if (block && counting.load(std::memory_order_relaxed)) {
        counted_blocks.fetch_add(1, std::memory_order_relaxed);
        counted_bytes.fetch_add(static_cast<long>(malloc_usable_size(block)), std::memory_order_relaxed);
    }
    return block;
}

void uncounted(void* block) noexcept
{
    if (block && counting.load(std::memory_order_relaxed))
        counted_bytes.fetch_sub(static_cast<long>(malloc_usable_size(block)), std::memory_order_relaxed);
}

} // namespace

extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) noexcept
{
    return counted(__libc_malloc(size));
}

void* calloc(std::size_t count, std::size_t size) noexcept
{
    return counted(__libc_calloc(count, size));
}

void* realloc(void* block, std::size_t size) noexcept
{
    uncounted(block);
    return counted(__libc_realloc(block, size));
}

void* memalign(std::size_t alignment, std::size_t size) noexcept
{
    return counted(__libc_memalign(alignment, size));
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return counted(__libc_memalign(alignment, size));
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept
{
    *block = counted(__libc_memalign(alignment, size));
    return *block ? 0 : ENOMEM;
}

void free(void* block) noexcept
{
    uncounted(block);
    __libc_free(block);
}

} // extern "C"

namespace bench {

heap_count::heap_count() noexcept
{
    counted_blocks = 0;
    counted_bytes = 0;
    counting = true;
}

heap_count::~heap_count()
{
    counting = false;
}

long heap_count::blocks() const noexcept
{
    return counted_blocks;
}

long heap_count::live_bytes() const noexcept
{
    return counted_bytes;
}

//
// Tables
//

table::table(std::string title, std::vector<std::string> columns) : title_(std::move(title)), rows_{std::move(columns)}
{
    rows_.front().insert(rows_.front().begin(), "");
}

void table::print() const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());

    std::printf("%s\n\n", title_.c_str());
    for (const auto& row : rows_) {
        std::printf("  %-*s", static_cast<int>(widths[0]), row[0].c_str());
        for (std::size_t i = 1; i < row.size(); ++i)
            std::printf("  %*s", static_cast<int>(widths[i]), row[i].c_str());
        std::printf("\n");
    }
    std::printf("\n");
    std::fflush(stdout); // it takes a while to measure the next table
}

std::string number(double value, int digits)
{
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

} // namespace bench
