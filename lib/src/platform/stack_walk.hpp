#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace plait::platform {

/// Where a thread is: the address of an instruction, and its stack.
struct registers {
    std::uintptr_t instruction = 0;
    std::uintptr_t stack = 0;
    std::uintptr_t frame = 0;
};

struct walked_stack {
    std::size_t frames = 0;
    bool cut_off = false; // there was no room for more
};

/// Whether this platform has what follows; else no frames are found.
[[nodiscard]] bool can_walk_stacks() noexcept;

/// Finds out where the program's code is. Call this before stacks are walked, and again when the program may have loaded
/// more code. It takes locks, so it is nothing for a signal handler.
void know_code();

/// Of the function that calls this one's caller.
[[nodiscard]] registers registers_here() noexcept;
/// Of the code that a signal handler has interrupted.
[[nodiscard]] registers interrupted_registers(const void* ucontext) noexcept;

/// Writes down the frames below `end`, the innermost first: the instruction, then return addresses. It follows frame
/// pointers, and looks at each before it does: it must be in this stack and above the last one, and lead to code behind a
/// call. Nothing is called, so it is safe in signal handlers. `backtrace()` would not be: it fails in code that unwinds.
[[nodiscard]] walked_stack walk_stack(const registers&, const void* end, std::span<std::uintptr_t> to) noexcept;

} // namespace plait::platform
