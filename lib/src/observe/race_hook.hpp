#pragma once

#include <cstddef>

namespace plait::detail {

/// What ThreadSanitizer reported: plain data, as it is copied inside of the runtime while that holds its locks.
struct race_report {
    static constexpr int most_frames = 64;

    struct access {
        void* frames[most_frames]; // innermost first
        int depth;
        int thread; // the runtime's number of it
        int size;   // 0: this is no access to memory, but a stack of another kind of report
        bool write;
        bool atomic;
    };

    const char* kind; // "data-race": a literal of the runtime
    void* address;
    access accesses[2]; // that which noticed it, and that before
    char route[128];    // cut off at that; empty: in no request
};

/// Whether reports are kept for `take_race_report`, and no longer printed by the runtime.
void keep_race_reports(bool) noexcept;

/// Takes a report that is kept; false: there is none. Any thread.
[[nodiscard]] bool take_race_report(race_report&) noexcept;

/// How many there was no room for.
[[nodiscard]] std::size_t lost_race_reports() noexcept;

} // namespace plait::detail
