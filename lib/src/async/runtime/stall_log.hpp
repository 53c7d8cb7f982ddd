#pragma once

#include "async/runtime/loop_watcher.hpp"
#include <plait/log.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

namespace plait::detail {

void count_stall() noexcept;

/// Counts stalls, and logs them, as far as they are not too many.
class stall_log {
public:
    using sink = std::function<void(const stall&, std::size_t left_out)>;
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr int most_at_once = 10;

    explicit stall_log(sink to = {}); // empty: to `plait::log`

    void add(const stall&, time_point now = std::chrono::steady_clock::now());

private:
    const sink to_;
    int lines_left_ = most_at_once;
    time_point counted_from_{}; // each second since then gives back a line
    std::size_t left_out_ = 0;
};

} // namespace plait::detail
