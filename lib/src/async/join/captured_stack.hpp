#pragma once

#include <plait/detail/kernel/current.hpp>

#include <cstddef>
#include <cstdint>
#include <source_location>

namespace plait::detail {

class registered_thread;

/// What a thread runs at one moment: the frames of its stack down to where its loop resumed the task, then the
/// `co_await`s that wait for that, and what it all is for. It is plain data, because signal handlers fill it.
struct captured_stack {
    static constexpr std::size_t most_frames = 64;
    static constexpr std::size_t most_places = 64;

    std::uintptr_t frames[most_frames]; // innermost first; frames[0] is an instruction, the others are return addresses
    std::source_location places[most_places]; // innermost first, of the running task, then of those that started it
    std::uint32_t frame_count = 0;
    std::uint32_t place_count = 0;
    bool cut_off = false;         // there were more frames, or more places
    bool in_task = false;         // a task runs, or a function that a task waits for
    int loop = -1;                // the number of the loop; -1: a thread of a pool, or any other
    const char* method = nullptr; // "GET", a literal; null outside of requests
    char route[128] = "";         // "/users/{id}"; "" outside of requests; a longer one is cut off
    char task[64] = "";           // the name that the user gave; "": none; a longer one is cut off
};

/// These two fill the stack of the calling thread; the second one in a signal handler, with what that was given. They
/// take no memory and no lock. Call `platform::know_code` before, once.
///
/// Physical frames are found by frame pointers, and there are none on a platform where plait cannot follow them.
void capture_here(captured_stack& to) noexcept;
void capture_interrupted(captured_stack& to, const void* ucontext) noexcept;

/// The same, for who finds the frames in another way.
void capture_without_frames(captured_stack& to) noexcept;

/// Fills what another thread runs now, which it interrupts for that. Returns false if that is not possible: see
/// `platform::interrupt`. It is called within `visit_threads`, so that the thread does not go.
[[nodiscard]] bool capture_other(captured_stack& to, const registered_thread&);

/// Fills what a task waits in that is suspended now, on its own thread. There are no frames.
void capture_suspended(captured_stack& to, const task&) noexcept;

} // namespace plait::detail
