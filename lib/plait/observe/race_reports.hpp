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

/// The data races that this process has found. They are found in a build with ThreadSanitizer (`-fsanitize=thread`),
/// with which plait must have been built, too. In any other build none are found.
///
/// Make only one object, in `main`. While it lives, it gets the detector's reports, and the detector no longer prints
/// them.
///
/// Two reports of the same two places in the code are one race. It does not matter in which way the program came there.
///
/// Threads: any.
class race_reports {
public:
    race_reports();
    ~race_reports();
    race_reports(const race_reports&) = delete;
    race_reports& operator=(const race_reports&) = delete;

    /// Returns: the detector's name, such as "ThreadSanitizer, clang 19"; an empty text if this build has no detector.
    [[nodiscard]] static std::string_view detector();

    /// Returns: the races that were found since the last call, each race once. Each is a text of several lines, with
    ///   the stacks of both sides, and with the route of the request that the later side worked for. If reports were
    ///   lost, because many came at once, one more text says so.
    ///
    /// Cost: it may read the program's debug information, to find the names of functions. Do not call it on a loop: see
    ///   `blocking`.
    [[nodiscard]] std::vector<std::string> take();

    /// How many races have been taken.
    [[nodiscard]] std::size_t count() const;

    /// Calls `take` after each time `every`, and hands each text to `report`, until it is cancelled. Both run in the
    /// pool of `blocking`.
    ///
    /// Cancellation: ends it with `operation_aborted`. A last call of `take` returns the races that were found since.
    ///
    /// Lifetime: it keeps `report`. The `race_reports` must outlive the task.
    [[nodiscard]] awaitable<void> watch(
        std::function<void(std::string_view)> report, clock::duration every = std::chrono::seconds(1));

private:
    struct state;
    const std::unique_ptr<state> state_;
};

} // namespace plait
