#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plait {

/// The data races that this process has found: in a build with ThreadSanitizer (`-fsanitize=thread`), which plait must have
/// been built with, too. In any other build there are none. Make one only, in `main`: while it lives, the detector's reports
/// come here, and are no longer printed as they come.
///
///
/// Two reports of the same two places in the code are one race, whichever way the program came there.
///
/// Threads: safe from any.
class race_reports {
public:
    race_reports();
    ~race_reports();
    race_reports(const race_reports&) = delete;
    race_reports& operator=(const race_reports&) = delete;

    /// Returns: "ThreadSanitizer, clang 19"; empty: this build has no detector.
    [[nodiscard]] static std::string_view detector();

    /// Returns: what has been found since the last call, each race once, as a text of several lines: the stacks of both
    ///   sides, and the route of the request that the later one was in. A text more if reports were lost, as many came at
    ///   once.
    ///
    /// Cost: to find the names of functions it may read the program's debug information: not for a loop, see `blocking`.
    [[nodiscard]] std::vector<std::string> take();

    /// How many have been taken.
    [[nodiscard]] std::size_t count() const;

    /// Takes what is found, in the pool of `blocking`, soon after it is, and hands each text to `report` there, until it is
    /// cancelled.
    ///
    /// Cancellation: ends it with `operation_aborted`; what was found last is there to `take`.
    ///
    /// Lifetime: `report` is kept; the reports outlive the task.
    [[nodiscard]] awaitable<void> watch(
        std::function<void(std::string_view)> report, clock::duration every = std::chrono::seconds(1));

private:
    struct state;
    const std::unique_ptr<state> state_;
};

} // namespace plait
