#include "async/join/captured_stack.hpp"

#include "async/kernel/thread_list.hpp"
#include "platform/other_threads.hpp"
#include "platform/stack_walk.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/labels.hpp>
#include <plait/detail/kernel/pulse.hpp>

#include <mutex>
#include <span>

namespace plait::detail {

namespace {

template <std::size_t size>
void copy_text(char (&to)[size], const char* text) noexcept
{
    std::size_t length = 0;
    while (text && text[length] != '\0' && length + 1 < size) {
        to[length] = text[length];
        ++length;
    }
    to[length] = '\0';
}

const char* route_of(const task& of) noexcept
{
    const labels* const set = labels_in(of.inherited.values);
    return set ? set->route : nullptr;
}

/// The task that waits for this one, also if that is on another loop.
const task* waits_for(const task& of) noexcept
{
    const task* const parent = parent_of(of);
    if (parent && parent->is_open())
        return parent;
    const labels* const set = labels_in(of.inherited.values);
    return set ? set->started_by : nullptr;
}

// All that is read here stays as it is while the innermost task runs: the others wait for it, or for one that does.
// They may be on other loops.
void copy_places(captured_stack& to, const task& innermost) noexcept
{
    const char* const route = route_of(innermost);
    const task* each = &innermost;
    for (int depth = 0; each && each->is_open() && route_of(*each) == route; ++depth) {
        const std::span<std::source_location> room = std::span(to.places).subspan(to.place_count);
        if (room.empty() || depth == 1000) {
            to.cut_off = true;
            return;
        }
        to.place_count += static_cast<std::uint32_t>(static_cast<const task_frame*>(each)->places(room));
        const task* const next = waits_for(*each);
        each = next == each ? nullptr : next;
    }
}

void capture_labels_and_places(captured_stack& to, const labels* set, const task* innermost) noexcept
{
    copy_text(to.route, set ? set->route : nullptr);
    copy_text(to.task, set ? set->name : nullptr);
    to.method = set ? set->method : nullptr;
    const registered_thread* const thread = registered_thread::here();
    to.loop = thread ? thread->loop : registered_thread::no_loop;
    to.place_count = 0;
    to.in_task = innermost != nullptr;
    if (innermost)
        copy_places(to, *innermost);
}

void capture_work(captured_stack& to) noexcept
{
    capture_labels_and_places(to, current_labels(), current.running ? current.running : current.waiting);
}

void capture(captured_stack& to, const platform::registers& from) noexcept
{
    const platform::walked_stack walked = platform::walk_stack(from, pulse.end(), to.frames);
    to.frame_count = static_cast<std::uint32_t>(walked.frames);
    to.cut_off = walked.cut_off;
    capture_work(to);
}

} // namespace

void capture_without_frames(captured_stack& to) noexcept
{
    to.frame_count = 0;
    to.cut_off = false;
    capture_work(to);
}

void capture_here(captured_stack& to) noexcept
{
    capture(to, platform::registers_here());
}

void capture_suspended(captured_stack& to, const task& of) noexcept
{
    to.frame_count = 0;
    to.cut_off = false;
    capture_labels_and_places(to, labels_in(of.inherited.values), &of);
}

void capture_interrupted(captured_stack& to, const void* ucontext) noexcept
{
    capture(to, platform::interrupted_registers(ucontext));
}

bool capture_other(captured_stack& to, const registered_thread& thread)
{
    struct taken {
        captured_stack stack;
        std::uintptr_t lowest;
    };
    // A thread that takes too long may still write later, so what it writes is not the caller's.
    static constinit taken shared{};
    static std::mutex one_at_a_time;
    const auto take = [](const void* ucontext, void* argument) {
        auto& filled = *static_cast<taken*>(argument);
        if (platform::interrupted_registers(ucontext).stack < filled.lowest)
            capture_without_frames(filled.stack);
        else
            capture_interrupted(filled.stack, ucontext);
    };
    const std::lock_guard inside(one_at_a_time);
    platform::know_code();
    shared.lowest = platform::lowest_of_stack(thread.id);
    if (!platform::interrupt(thread.id, take, &shared))
        return false;
    to = shared.stack;
    return true;
}

} // namespace plait::detail
