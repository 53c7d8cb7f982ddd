#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <memory>
#include <string>

namespace plait {

/// What a profile of a whole run is of.
enum class profile_kind {
    cpu,  // where the time of the processors goes
    heap, // who holds memory, and who has asked for it; needs the library plait-heap
};

/// How a profile is taken, and where it goes.
class profile_options {
public:
    /// The default is a file named after the kind, in the current folder: "cpu.pprof" or "heap.pprof".
    profile_options& path(std::string) &;
    profile_options&& path(std::string) &&;
    /// The samples a second and thread of a CPU profile: from 1 to 1,000; the default is 100.
    ///
    /// Errors: `std::invalid_argument` for another rate.
    profile_options& rate(int) &;
    profile_options&& rate(int) &&;
    profile_options& kind(profile_kind) & noexcept;
    profile_options&& kind(profile_kind) && noexcept;

    [[nodiscard]] std::string path() const;
    [[nodiscard]] int rate() const noexcept { return rate_; }
    [[nodiscard]] profile_kind kind() const noexcept { return kind_; }

private:
    std::string path_;
    int rate_ = 100;
    profile_kind kind_ = profile_kind::cpu;
};

/// A profile that is being taken. It is written when this object goes away, or by `finish`.
class [[nodiscard]] profile_session {
public:
    explicit profile_session(const profile_options&);
    ~profile_session(); // a failure is logged
    profile_session(const profile_session&) = delete;
    profile_session& operator=(const profile_session&) = delete;

    /// Ends the profile, and writes the file. A second call does nothing.
    ///
    /// Errors: `std::system_error` if the file cannot be written.
    void finish();

private:
    class state;
    std::unique_ptr<state> state_;
};

/// Takes a profile from here to the end of the scope, and writes it to a file for `go tool pprof`.
///
///     auto profiling = plait::start_profile(); // writes cpu.pprof
///
/// It stands in `main`, or in a coroutine. It samples the threads of all loops, those of `blocking` and of
/// `blocking_pool`, and the thread that calls it; threads that the program makes itself are not sampled. The stacks go on
/// where those of other profilers end: below a function stand the coroutines that await it, the tasks that started those,
/// on other loops, too, and the route of the request. A sample has the labels `route`, `method`, `task` (see `named`) and
/// `loop`.
///
/// Frames are found by frame pointers, and lines in debug information: compile with `-g1 -fno-omit-frame-pointer`.
/// Without these the coroutines and tasks are there all the same.
///
/// Returns: the session. It must go away on the thread that has started it.
///
/// Errors: `std::system_error` if the file cannot be created, at once; `std::logic_error` if such a profile is being
///   taken already, or the library that it needs is not linked. Where the platform has no profiles, a warning is logged,
///   and no file is written.
///
/// Threads: any.
///
/// Cost: a thread of its own, which collects the samples every 50 ms. Afterwards the names of functions are looked up.
[[nodiscard]] inline profile_session start_profile(const profile_options& options = {})
{
    return profile_session(options);
}

} // namespace plait
