#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

/// The races that this process has found, in a build with a race detector (`server/run --race`). In any other build there
/// are none. Make one only, in `main`: while there is none, the detector does what TSAN_OPTIONS say.
///
/// Threads: safe from any.
class race_findings {
public:
    race_findings();
    ~race_findings();
    race_findings(const race_findings&) = delete;
    race_findings& operator=(const race_findings&) = delete;

    /// "ThreadSanitizer, clang 19"; empty: this build has none.
    [[nodiscard]] static std::string_view detector();

    /// Logs what has been found since the last call, each pair of places in the code once, with the stacks of both and the
    /// route. To find the names of functions it may read the program's debug information: not to be called on a loop.
    void collect();

    /// How many were logged.
    [[nodiscard]] std::size_t count() const;

private:
    mutable std::mutex lock_;
    std::set<std::string> seen_;
    [[maybe_unused]] std::size_t lost_ = 0; // where there is a detector
};
