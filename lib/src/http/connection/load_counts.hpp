#pragma once

#include <plait/clock.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace plait::http::detail {

/// What the loops of a server know together of its load. The values order nothing, so all uses are relaxed.
struct load_counts {
    std::atomic<std::uint64_t> shed{0};
    std::atomic<std::size_t> in_flight{0};                                    // counted where there is a limit
    std::atomic<clock::rep> overloaded_until{clock::duration::min().count()}; // by the clock of the loops
    // The log was told of a loop, or of the limit, and is not told again until then.
    std::atomic<clock::rep> told_until{clock::duration::min().count()};
    std::atomic<clock::rep> limit_told_until{clock::duration::min().count()};
};

} // namespace plait::http::detail
