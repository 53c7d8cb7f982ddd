#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace plait::testing {

/// Counts what has happened to the probes that refer to it.
///
/// Threads: safe.
///
/// Cost: five counters.
class lifetime_counts {
public:
    lifetime_counts() = default;
    lifetime_counts(const lifetime_counts&) = delete;
    lifetime_counts& operator=(const lifetime_counts&) = delete;

    [[nodiscard]] int alive() const noexcept { return constructed_ - destroyed_; }
    [[nodiscard]] int constructed() const noexcept { return constructed_; } ///< Copied and moved probes count, too.
    [[nodiscard]] int destroyed() const noexcept { return destroyed_; }
    [[nodiscard]] int copied() const noexcept { return copied_; }
    [[nodiscard]] int moved() const noexcept { return moved_; }

private:
    friend class lifetime_probe;

    std::atomic<int> constructed_ = 0;
    std::atomic<int> destroyed_ = 0;
    std::atomic<int> copied_ = 0;
    std::atomic<int> moved_ = 0;
};

/// A value that is counted. With it a test sees that its subject destroys each value once, and copies none.
///
///     lifetime_counts counts;
///     {
///         channel<lifetime_probe> kept(2);
///         co_await kept.send(lifetime_probe(counts));
///     }
///     CHECK(counts.alive() == 0);
///
/// Lifetime: the counts must outlive the probe.
///
/// Threads: a probe is no safer than an int; the counts are safe.
///
/// Cost: two words, and an atomic addition for each construction and destruction.
class lifetime_probe {
public:
    explicit lifetime_probe(lifetime_counts& counts) noexcept : counts_(&counts) { ++counts.constructed_; }
    lifetime_probe(const lifetime_probe& other) noexcept : lifetime_probe(*other.counts_) { ++counts_->copied_; }
    lifetime_probe(lifetime_probe&& other) noexcept : lifetime_probe(*other.counts_) { ++counts_->moved_; }
    lifetime_probe& operator=(const lifetime_probe&) = delete;
    ~lifetime_probe()
    {
        canary_ = 0;
        ++counts_->destroyed_;
    }

    /// Is false, most likely, if the probe has been destroyed. So a use after the destruction shows without a
    /// sanitizer, too.
    [[nodiscard]] bool valid() const noexcept { return canary_ == living; }

private:
    static constexpr unsigned living = 0xC0FFEE;
    lifetime_counts* counts_;
    volatile unsigned canary_ = living;
};

/// Notes the order in which things happen.
///
///     order_probe order;
///     order.note("a"); // in any task
///     CHECK(order.text() == "a, b, c");
///
/// Threads: safe.
///
/// Cost: a lock, and the text grows.
class order_probe {
public:
    void note(std::string_view label);
    [[nodiscard]] std::string text() const; ///< The labels, with commas between them.

private:
    mutable std::mutex mutex_;
    std::string text_;
};

/// Something to wait for that never comes. With it a test sees that a task came to it and was cancelled there, and
/// when.
///
///     cancellation_probe probe;
///     CHECK_THROWS(co_await with_timeout(3s, probe.wait()));
///     CHECK(probe.cancelled_at() == 3s);
///
/// Lifetime: the probe must outlive the tasks that wait.
///
/// Threads: a probe is used on one loop.
///
/// Cost: nothing is allocated but the frame of `wait`.
class cancellation_probe {
public:
    cancellation_probe() = default;
    cancellation_probe(const cancellation_probe&) = delete;
    cancellation_probe& operator=(const cancellation_probe&) = delete;

    /// Waits for ever.
    ///
    /// Errors: `asio::error::operation_aborted` when the caller is cancelled.
    ///
    /// Cancellation: ends the wait, and the probe notes it.
    [[nodiscard]] awaitable<void> wait();

    [[nodiscard]] bool reached() const noexcept { return reached_at_.has_value(); }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_at_.has_value(); }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; } ///< The number of tasks that wait now.

    /// The time when that happened last, as `virtual_clock::elapsed` tells it; none if it has not happened.
    [[nodiscard]] std::optional<clock::duration> reached_at() const noexcept { return reached_at_; }
    [[nodiscard]] std::optional<clock::duration> cancelled_at() const noexcept { return cancelled_at_; }

private:
    std::optional<clock::duration> reached_at_;
    std::optional<clock::duration> cancelled_at_;
    std::size_t waiting_ = 0;
};

} // namespace plait::testing
