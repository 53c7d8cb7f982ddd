#pragma once

#include <plait/clock.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>

namespace plait {

namespace detail {
class retry_pauses;
}

/// How many retries a service may get in relation to its calls, shared by all who call it: when it is down, retries must
/// not multiply the load. As in Finagle (`RetryBudget`): every call earns a part of a retry, every retry takes a whole.
///
///     retry_budget budget(0.1); // one retry for ten calls, and ten to begin with
///     co_await retry(retry_options().budget(budget), [&] { return fetch(url); });
///
/// Lifetime: must outlive the calls that use it.
///
/// Threads: safe.
///
/// Cost: an atomic addition for each call.
class retry_budget {
public:
    /// Errors: `std::invalid_argument` for a ratio that is not a number from 0 to 1000, and for a negative start.
    explicit retry_budget(double retries_for_each_call = 0.1, int at_first = 10);

    void earn() noexcept;
    [[nodiscard]] bool spend() noexcept; ///< False: there is none left.

private:
    static constexpr std::int64_t whole = 1'000'000'000; // the parts that a retry is counted in

    const std::int64_t earned_;
    const std::int64_t most_;
    std::atomic<std::int64_t> left_;
};

/// What `retry` does. Each setter returns the options.
///
/// Threads: a value.
///
/// Cost: some words and a `std::function`.
class retry_options {
public:
    /// The first call counts. Default 3. Errors: `std::invalid_argument` for less than 1.
    retry_options& attempts(int most);

    /// The pause before the n-th retry is a random time between 0 and `first * 2^(n-1)`, at most `longest` ("full jitter":
    /// Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015). Default 100 ms and 10 s.
    retry_options& backoff(clock::duration first, clock::duration longest);
    retry_options& jitter(bool); ///< False: the pauses are as long as they may be. Default true.

    /// Default: none. It must outlive the call.
    retry_options& budget(retry_budget&) noexcept;

    /// Which errors are retried. Default: all. Cancellations never are.
    retry_options& only_if(std::function<bool(const std::exception_ptr&)> retried);

private:
    friend class detail::retry_pauses;

    int attempts_ = 3;
    clock::duration first_ = std::chrono::milliseconds(100);
    clock::duration longest_ = std::chrono::seconds(10);
    bool jitter_ = true;
    retry_budget* budget_ = nullptr;
    std::function<bool(const std::exception_ptr&)> only_if_;
};

} // namespace plait
