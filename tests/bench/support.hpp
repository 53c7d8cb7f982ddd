#pragma once

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// The tools with which the benchmarks measure, and print their tables.
namespace bench {

/// Counts the heap blocks of the whole process, from its own construction on. There may be only one at a time.
class heap_count {
public:
    heap_count() noexcept;
    ~heap_count();
    heap_count(const heap_count&) = delete;
    heap_count& operator=(const heap_count&) = delete;

    [[nodiscard]] long blocks() const noexcept;     ///< All blocks that were allocated, freed or not.
    [[nodiscard]] long live_bytes() const noexcept; ///< Bytes allocated minus freed, as the allocator rounds them.
};

class stopwatch {
public:
    [[nodiscard]] double nanoseconds() const
    {
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

using samples = std::array<double, 5>;

/// Returns the median of five runs. So two runs that were disturbed do not count.
inline double median(samples runs)
{
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
}

/// The cost of one operation.
struct cost {
    double nanoseconds; // wall time
    double blocks;      // blocks of the heap
};

/// Measures what an operation costs. `repeat(times)` is a coroutine that does the operation that many times. So only
/// the coroutine's loop is measured with it. Each time counts as `parts` operations.
template <class Repeat, class Executor = typename std::invoke_result_t<Repeat&, long>::executor_type>
boost::asio::awaitable<cost, Executor> measure(Repeat& repeat, long times, long parts = 1)
{
    const double operations = static_cast<double>(times) * static_cast<double>(parts);
    co_await repeat(times / 10 + 1); // fills the caches

    samples runs;
    for (double& run : runs) {
        stopwatch watch;
        co_await repeat(times);
        run = watch.nanoseconds() / operations;
    }

    heap_count heap; // the blocks are not counted while the time is taken, as counting takes time
    co_await repeat(times);
    co_return cost{median(runs), static_cast<double>(heap.blocks()) / operations};
}

/// Results are stored here, so that the compiler cannot leave out the work.
inline volatile long sink = 0;

/// Rows of a title and of cells, printed in aligned columns.
class table {
public:
    table(std::string title, std::vector<std::string> columns);

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    void print() const; // to standard output

private:
    std::string title_;
    std::vector<std::vector<std::string>> rows_;
};

/// Returns the text of a cell, with that many digits after the point.
std::string number(double, int digits = 0);

} // namespace bench
