#pragma once

#include <plait/runtime.hpp>

#include <utility>

namespace plait {

/// main's one-liner: runs a coroutine to its end on a fresh runtime, with a loop for each core.
///
///     int main() { return plait::run(start()); }
///
/// Returns: as `runtime::run`, as are errors and cancellation.
///
/// Threads: the calling one, and one for each further core.
///
/// Cost: that of making a `runtime`.
template <class T>
T run(awaitable<T> main)
{
    runtime fresh;
    return fresh.run(std::move(main));
}

} // namespace plait
