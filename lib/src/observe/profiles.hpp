#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <functional>
#include <stdexcept>
#include <string>

namespace plait::detail {

/// This profile cannot be had in this build, or on this platform. The text is one line that says why.
struct profile_unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// This profile needs a library that was not linked. The text is one line that says which.
struct profile_not_linked : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// There can be only one such profile at a time, and one is being taken.
struct profile_running : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a request says of the profile that it wants.
struct profile_order {
    clock::duration how_long{}; // of heap and allocs, 0 is all the time since the start
    unsigned detail = 0;        // 0: a file for pprof; 1, 2: text, of the tasks
};

/// What takes one kind of profile.
struct profile_maker {
    /// Returns a gzipped file for pprof, or a text. It throws the errors above. A caller that is cancelled ends the
    /// profile, which then throws `operation_aborted`.
    std::function<awaitable<std::string>(profile_order)> take;
    /// Says in one line why `take` would fail here; empty: it would not.
    std::function<std::string()> why_not;
};

struct profile_makers {
    profile_maker cpu, heap, allocs, block, mutex, tasks;
};

/// All profiles that there are: the table in which each kind has its maker.
[[nodiscard]] profile_makers all_profile_makers();

} // namespace plait::detail
