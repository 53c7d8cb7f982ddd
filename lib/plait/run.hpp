#pragma once

#include <plait/runtime.hpp>

#include <utility>

namespace plait {

/// Runs a coroutine to its end on a fresh runtime, with a loop for each core.
///
///     std::string page = plait::run(fetch(url));
///
/// Returns: what `runtime::run` returns. Its errors and its cancellation are those of `runtime::run`, too.
///
/// Threads: uses the calling thread, and one for each further core.
///
/// Cost: the cost of making a `runtime`.
///
/// See also: `run_main` (a whole `main`: errors are a line and a status).
template <class T>
T run(awaitable<T> main)
{
    runtime fresh;
    return fresh.run(std::move(main));
}

} // namespace plait
