#include <plait/stall_limit.hpp>

#include "async/runtime/stall_log.hpp"
#include "platform/sanitizers.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace plait {

namespace {

constinit std::atomic<clock::duration> limit{
    platform::has_sanitizer ? clock::duration() : std::chrono::milliseconds(20)};
constinit std::atomic<std::size_t> counted{0};

} // namespace

void set_stall_limit(clock::duration given)
{
    if (given < clock::duration())
        throw std::invalid_argument("plait::set_stall_limit: the limit is negative; give 0 for no warnings");
    if (!platform::has_sanitizer)
        limit.store(given, std::memory_order_relaxed);
}

clock::duration stall_limit() noexcept
{
    return limit.load(std::memory_order_relaxed);
}

std::size_t stalls() noexcept
{
    return counted.load(std::memory_order_relaxed);
}

void detail::count_stall() noexcept
{
    counted.fetch_add(1, std::memory_order_relaxed);
}

} // namespace plait
