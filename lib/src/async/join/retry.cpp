#include <plait/retry.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/deadline.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <utility>

namespace plait {

namespace {

double checked(double retries_for_each_call)
{
    if (!(retries_for_each_call >= 0 && retries_for_each_call <= 1000)) // this refuses a NaN, too
        throw std::invalid_argument("plait::retry_budget: the retries for each call are a number from 0 to 1000");
    return retries_for_each_call;
}

} // namespace

retry_budget::retry_budget(double retries_for_each_call, int at_first)
    : earned_(static_cast<std::int64_t>(std::ceil(checked(retries_for_each_call) * static_cast<double>(whole)))),
      most_(std::max<std::int64_t>(whole * at_first, whole) + whole - 1), // a part of a further retry is not lost
      left_(whole * at_first)
{
    if (at_first < 0)
        throw std::invalid_argument("plait::retry_budget: a negative number of retries; give 0 or more");
}

void retry_budget::earn() noexcept
{
    std::int64_t left = left_.load(std::memory_order_relaxed);
    while (left < most_
           && !left_.compare_exchange_weak(left, std::min(left + earned_, most_), std::memory_order_relaxed)) {
    }
}

bool retry_budget::spend() noexcept
{
    std::int64_t left = left_.load(std::memory_order_relaxed);
    while (left >= whole)
        if (left_.compare_exchange_weak(left, left - whole, std::memory_order_relaxed))
            return true;
    return false;
}

retry_options& retry_options::attempts(int most)
{
    if (most < 1)
        throw std::invalid_argument(
            "plait::retry_options: fewer than 1 attempt; the first call counts, so give at least 1");
    attempts_ = most;
    return *this;
}

retry_options& retry_options::backoff(clock::duration first, clock::duration longest)
{
    if (first < clock::duration::zero() || longest < first)
        throw std::invalid_argument(
            "plait::retry_options: the longest pause must not be shorter than the first, nor that negative");
    first_ = first;
    longest_ = longest;
    return *this;
}

retry_options& retry_options::jitter(bool wanted)
{
    jitter_ = wanted;
    return *this;
}

retry_options& retry_options::budget(retry_budget& shared) noexcept
{
    budget_ = &shared;
    return *this;
}

retry_options& retry_options::only_if(std::function<bool(const std::exception_ptr&)> retried)
{
    only_if_ = std::move(retried);
    return *this;
}

namespace detail {

retry_pauses::retry_pauses(retry_options options) : options_(std::move(options)), longest_now_(options_.first_)
{
    if (options_.budget_)
        options_.budget_->earn();
}

bool retry_pauses::again(const std::exception_ptr& error) const
{
    return failed_ < options_.attempts_ && !is_cancellation(error) && (!options_.only_if_ || options_.only_if_(error));
}

clock::duration retry_pauses::next_or_rethrow(const std::exception_ptr& error)
{
    ++failed_;
    if (!again(error))
        std::rethrow_exception(error);

    clock::duration pause = longest_now_;
    longest_now_ = longest_now_ > options_.longest_ / 2 ? options_.longest_ : longest_now_ * 2;
    if (options_.jitter_)
        pause = clock::duration(std::uniform_int_distribution<clock::rep>(0, pause.count())(current.owner->random()));
    const std::optional<clock::duration> left = deadline_left();
    if ((left && *left <= pause) || (options_.budget_ && !options_.budget_->spend()))
        std::rethrow_exception(error);
    return pause;
}

} // namespace detail

} // namespace plait
