#include "observe/heap/stack_groups.hpp"

#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace plait::detail {

namespace {

using place = std::source_location;
static_assert(std::is_trivially_copyable_v<place>);

std::size_t frames_size(std::uint32_t count) noexcept
{
    return count * sizeof(std::uintptr_t);
}

std::size_t places_size(std::uint32_t count) noexcept
{
    return count * sizeof(place);
}

std::uint64_t hash_of(const captured_stack& of) noexcept
{
    std::uint64_t all = 0;
    auto mix = [&all](std::uint64_t one) {
        all = (all ^ one) * 0x9e3779b97f4a7c15U;
        all ^= all >> 32;
    };
    for (std::uint32_t i = 0; i < of.frame_count; ++i)
        mix(of.frames[i]);
    for (std::uint32_t i = 0; i < of.place_count; ++i) {
        mix(reinterpret_cast<std::uintptr_t>(of.places[i].file_name()));
        mix(of.places[i].line());
    }
    for (const char* each : {of.route, of.task})
        for (; *each; ++each)
            mix(static_cast<unsigned char>(*each));
    mix(static_cast<std::uint64_t>(of.loop));
    return all;
}

} // namespace

stack_groups::~stack_groups()
{
    for (kept* each = newest_.load(); each;)
        std::free(std::exchange(each, each->before));
}

stack_group& stack_groups::of(const captured_stack& stack) noexcept
{
    const std::uint64_t hash = hash_of(stack);
    kept*& first = buckets_[hash % buckets_.size()];
    for (kept* each = first; each; each = each->next)
        if (each->hash == hash && is_of(*each, stack))
            return each->group;
    kept* const made = size_ < most_ ? make(stack, hash) : nullptr;
    if (!made)
        return rest_;
    ++size_;
    made->next = std::exchange(first, made);
    made->before = newest_.load(std::memory_order_relaxed);
    newest_.store(made, std::memory_order_release);
    return made->group;
}

stack_groups::kept* stack_groups::make(const captured_stack& of, std::uint64_t hash) noexcept
{
    const auto route = static_cast<std::uint32_t>(std::strlen(of.route));
    const auto task = static_cast<std::uint32_t>(std::strlen(of.task));
    const std::size_t frames = frames_size(of.frame_count);
    const std::size_t places = places_size(of.place_count);
    auto* const memory = static_cast<char*>(std::malloc(sizeof(kept) + frames + places + route + task));
    if (!memory)
        return nullptr;
    char* const behind = memory + sizeof(kept);
    std::memcpy(behind, of.frames, frames);
    std::memcpy(behind + frames, static_cast<const void*>(of.places), places);
    std::memcpy(behind + frames + places, of.route, route);
    std::memcpy(behind + frames + places + route, of.task, task);
    return ::new (memory) kept{
        .before = nullptr,
        .next = nullptr,
        .hash = hash,
        .group = {},
        .frame_count = of.frame_count,
        .place_count = of.place_count,
        .route_length = route,
        .task_length = task,
        .cut_off = of.cut_off,
        .loop = of.loop,
        .method = of.method};
}

bool stack_groups::is_of(const kept& group, const captured_stack& stack) noexcept
{
    if (group.frame_count != stack.frame_count || group.place_count != stack.place_count || group.loop != stack.loop
        || group.method != stack.method || group.cut_off != stack.cut_off)
        return false;
    const char* behind = reinterpret_cast<const char*>(&group) + sizeof(kept);
    const auto same = [&behind](const void* other, std::size_t size) {
        return std::memcmp(std::exchange(behind, behind + size), other, size) == 0;
    };
    return same(stack.frames, frames_size(group.frame_count)) && same(stack.places, places_size(group.place_count))
           && group.route_length == std::strlen(stack.route) && same(stack.route, group.route_length)
           && group.task_length == std::strlen(stack.task) && same(stack.task, group.task_length);
}

void stack_groups::expand(const kept& group, captured_stack& to) noexcept
{
    const char* behind = reinterpret_cast<const char*>(&group) + sizeof(kept);
    const auto copy = [&behind](void* into, std::size_t size) {
        std::memcpy(into, std::exchange(behind, behind + size), size);
    };
    copy(to.frames, frames_size(group.frame_count));
    copy(static_cast<void*>(to.places), places_size(group.place_count));
    copy(to.route, group.route_length);
    to.route[group.route_length] = '\0';
    copy(to.task, group.task_length);
    to.task[group.task_length] = '\0';
    to.frame_count = group.frame_count;
    to.place_count = group.place_count;
    to.cut_off = group.cut_off;
    to.loop = group.loop;
    to.method = group.method;
}

} // namespace plait::detail
