#pragma once

#include <cstddef>

namespace plait::detail {

/// A report of ThreadSanitizer. It is plain data, because it is copied inside of the runtime, while that holds its
/// locks.
struct race_report {
    static constexpr int most_frames = 64;

    struct access {
        void* frames[most_frames]; // the innermost function comes first
        int depth;
        int thread; // the number that the runtime has given the thread
        int size;   // 0 if this is no access to memory, but a stack of another kind of report
        bool write;
        bool atomic;
    };

    const char* kind; // a literal of the runtime, such as "data-race"
    void* address;
    access accesses[2]; // first the access that noticed the race, then the earlier one
    char route[128];    // a longer route is cut off; empty outside of requests
};

/// Chooses whether reports are kept for `take_race_report`, or printed by the runtime.
void keep_race_reports(bool) noexcept;

/// Takes a report that is kept. Returns false if there is none. Any thread may call it.
[[nodiscard]] bool take_race_report(race_report&) noexcept;

/// How many reports were lost because there was no room for them.
[[nodiscard]] std::size_t lost_race_reports() noexcept;

} // namespace plait::detail
