#pragma once

#include <plait/bytes.hpp>

namespace plait {

/// Chooses how many bytes are allocated, on average, between two samples of the heap profile: 512 KiB unless this is
/// called. 0: nothing is sampled. The first lines of `main` are the place for it.
///
///     plait::heap_profile_rate(64 * 1024);
///
/// Allocations are sampled in each program that links the library plait_heap as well as plait (Meson and pkg-config:
/// `plait-heap`, CMake: `plait::heap`), which takes the place of `operator new` and `operator delete`. `debug_routes` shows
/// them:
///
///     go tool pprof -top -lines http://127.0.0.1:7070/debug/pprof/heap
///
/// The profile's numbers are estimates of all allocations, whatever the rate: in use since the program started, or
/// allocated. What was allocated by `malloc` alone is not among them.
///
/// Errors: `std::invalid_argument` for a negative number.
///
/// Threads: any. A thread that runs already may sample at the rate before, once.
///
/// Cost: some 10 instructions more for an allocation that is not sampled. One that is takes 3 to 9 us: at 100 MB a second,
///   0.1 % of a core. Each loop does without its pool of coroutine frames, so that these are seen as well. In all, a
///   request of the example server takes 5 % more instructions (`/plaintext`; `/`: 11 %), and an idle connection 449 bytes
///   in place of 367. The samples themselves take 64 bytes for each block in use, and some 400 for each stack, of which
///   8192 are kept apart.
///
/// See also: `debug_routes`.
void heap_profile_rate(detail::byte_limit bytes);

} // namespace plait
