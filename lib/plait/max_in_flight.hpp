#pragma once

#include <plait/detail/kernel/count_argument.hpp>

#include <cstddef>
#include <limits>
#include <stdexcept>

namespace plait {

/// The number of tasks of a range that may run at the same time.
///
///     co_await run_concurrent(std::move(downloads), max_in_flight(8));
///
/// Errors: `std::invalid_argument` for 0, with which nothing would ever run, and for a negative number.
///
/// Threads: a value.
///
/// Cost: that of a number.
class max_in_flight {
public:
    explicit max_in_flight(detail::count_argument tasks) : count_(tasks.of("plait::max_in_flight"))
    {
        if (count_ == 0)
            throw std::invalid_argument("plait::max_in_flight(0): nothing would ever run; give at least 1");
    }
    [[nodiscard]] static max_in_flight all() { return max_in_flight(std::numeric_limits<std::size_t>::max()); }

    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    std::size_t count_;
};

} // namespace plait
