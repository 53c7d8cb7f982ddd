#pragma once

#include "platform/thread_id.hpp"

#include <chrono>
#include <cstdint>

// What a thread that watches others learns of them. It is known on Linux alone; what the functions do elsewhere is said
// with each. A thread that is named must exist.
namespace plait::platform {

/// Names the calling thread, which works in the background, for people, and lets it handle no signals: a user's handlers
/// are for the user's threads. The name has at most 15 characters.
void become_background_thread(const char* name) noexcept;

/// The time that a thread has had a processor for; elsewhere negative.
[[nodiscard]] std::chrono::nanoseconds processor_time(const thread_id&) noexcept;

/// Whether a thread waits now for something else than a processor: a lock, a disk, the end of a sleep. It is true where
/// that is not known.
[[nodiscard]] bool is_blocked(const thread_id&) noexcept;

/// The lowest address of a thread's stack; 0 where that is not known. Code that runs below it is on a stack of its own, as
/// that of Boost.Context is.
[[nodiscard]] std::uintptr_t lowest_of_stack(const thread_id&) noexcept;

/// Lets a thread call a function, in a signal handler, and waits until it has. It waits for a tenth of a second at the
/// most. Returns false if the thread did not call it: it blocks the signal, or is in the kernel and cannot be
/// interrupted, or plait cannot do this on the platform. After that the function will not be called any more, but
/// `argument` must stay: the thread may be at work with it.
///
/// The signal is SIGURG, as Go's runtime does it: by default a program ignores it, so that nothing happens if it comes
/// late, and debuggers pass it on. SIGPROF would end the program then. The handler is there only while this waits. A
/// handler of the user is called for all signals that do not come from here, and is back afterwards.
[[nodiscard]] bool interrupt(const thread_id&, void (*function)(const void* ucontext, void* argument), void* argument);

} // namespace plait::platform
