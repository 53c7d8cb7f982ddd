#include "async/runtime/loop_watcher.hpp"

#include "platform/other_threads.hpp"
#include <plait/log.hpp>

#include <algorithm>
#include <functional>
#include <new>
#include <utility>

namespace plait::detail {

static bool is_same_step(const pulse_state& pulse) noexcept
{
    return (pulse.flags.load(std::memory_order_relaxed) & pulse_state::looked) != 0 && pulse.in_step();
}

void loop_watcher::comes(registered_thread& thread) noexcept
{
    if (thread.loop == registered_thread::no_loop)
        return;
    try {
        all_.push_back({&thread});
    } catch (const std::bad_alloc&) {
        return log(log_level::warning, "no memory to watch a loop");
    }
    if (observes_)
        thread.pulse.set(observer_flag);
}

void loop_watcher::goes(registered_thread& thread) noexcept
{
    std::erase_if(all_, [&](const watched& each) { return each.thread == &thread; });
    thread.pulse.clear(observer_flag | pulse_state::looked);
}

void loop_watcher::observe_doors(bool wanted)
{
    observes_ = wanted;
    visit_threads([&](registered_thread& each) {
        if (each.loop == registered_thread::no_loop)
            return;
        if (wanted)
            each.pulse.set(observer_flag);
        else
            each.pulse.clear(observer_flag);
    });
}

loop_watcher::seen loop_watcher::look(time_point now, duration interval, duration limit)
{
    seen all;
    const duration passed = std::min<duration>(now - last_look_, interval);
    last_look_ = now;
    const auto look_at = [&](registered_thread& thread) {
        const auto found = std::ranges::find(all_, &thread, &watched::thread);
        if (found == all_.end())
            return;
        if (is_stall(*found, passed, limit)) {
            stall& added = all.stalls.emplace_back();
            added.loop = thread.loop;
            added.held = found->held;
            added.has_stack = capture_other(added.stack, thread);
            if (!is_same_step(thread.pulse)) // it has ended meanwhile, and the stack may be another one's
                all.stalls.pop_back();
        }
        all.all_idle = all.all_idle && found->idle;
    };
    visit_threads(std::ref(look_at)); // by reference, so that a look takes no memory
    return all;
}

bool loop_watcher::is_stall(watched& at, duration passed, duration limit)
{
    pulse_state& pulse = at.thread->pulse;
    const bool runs = pulse.in_step();
    const bool nothing_new = (pulse.flags.load(std::memory_order_relaxed) & pulse_state::looked) != 0;
    if (!nothing_new)
        pulse.set(pulse_state::looked);
    const bool same_step = nothing_new && runs && at.runs;
    at.idle = nothing_new && !runs;
    at.runs = runs;
    if (!same_step) {
        at.found = false;
        at.held = {};
    }
    if (!runs || limit <= duration())
        return false;

    const duration before = at.processor_time;
    at.processor_time = platform::processor_time(at.thread->id);
    if (same_step) {
        const duration ran = at.processor_time < duration() ? passed : at.processor_time - before;
        at.held += counted(passed, ran, [&] { return platform::is_blocked(at.thread->id); });
    }
    return at.held >= limit && !std::exchange(at.found, at.held >= limit);
}

} // namespace plait::detail
