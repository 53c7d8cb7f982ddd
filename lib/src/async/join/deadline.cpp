#include <plait/deadline.hpp>

#include "async/join/task_tree.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <new>
#include <string>

namespace asio = boost::asio;

namespace plait {

namespace detail {

namespace {

// The text of 1500 us is "1.5 ms", that of 80 ms is "80 ms", and that of 2 s is "2 s".
std::string text(clock::duration time)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
    const bool in_seconds = milliseconds >= 1000;
    std::string digits = std::to_string(in_seconds ? milliseconds / 1000 : milliseconds);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.')
        digits.pop_back();
    return digits + (in_seconds ? " s" : " ms");
}

} // namespace

std::string where_suspended(const task& suspended)
{
    constexpr int most_named = 16;
    std::string text;
    const task* each = &suspended;
    for (int named = 1; each->waits_for(); ++named) {
        text += each->waits_for()->name();
        each = each->waits_for()->first();
        if (!each)
            return text;
        text += " > ";
        if (named == most_named)
            return text + "...";
    }
    return text + (each->waits_in() ? each->waits_in() : "an operation");
}

void limit::reckon() noexcept
{
    // The longest time that the coarse clock can be behind: one tick of the kernel, and the delay of that tick in a
    // virtual machine.
    constexpr clock::duration most_behind = std::chrono::milliseconds(100);

    known_ = true;
    if (around_) // the limit around this one comes first, as it was set first
        around_->find_out();
    if (given_) {
        const clock::time_point latest = current.virtual_now ? due_ : std::min(clock::now(), later(due_, most_behind));
        due_ = later(latest, *given_);
    }
    if (around_ && around_->due() <= due_) {
        due_ = around_->due();
        earliest_ = false;
    }
}

deadline::deadline(
    executor parent, clock::time_point due, const char* function, std::optional<clock::duration> given,
    std::source_location set_at) noexcept
    : limit(due, given, nullptr), timer(order::last), owner_(parent.owner()), function_(function), set_at_(set_at),
      only_(parent, function, &inherited_)
{
}

void deadline::set()
{
    if (is_earliest())
        owner_.add(*this, limit::due());
}

void deadline::unset() noexcept
{
    owner_.remove(*this);
}

void deadline::fire()
{
    if (only_.running() == 0) // the task has ended, and the caller is about to go on
        return;
    fired_ = true;
    try {
        cut_off_ = where_suspended(*only_.first());
        if (const std::string lines = lines_of(*only_.first()); !lines.empty())
            cut_off_ += ", at " + lines;
    } catch (const std::bad_alloc&) {
        cut_off_.clear(); // the error comes all the same, and its text says less
    }
    only_.cancel();
}

void deadline::rethrow_error(const asio::cancellation_state& caller)
{
    if (fired_ && is_cancellation(only_.error()) && caller.cancelled() == asio::cancellation_type::none) {
        const std::string time = given() ? "(" + text(*given()) + ")" : "";
        throw boost::system::system_error(
            error::timed_out, function_ + time + " set at " + set_at_.file_name() + ":" + std::to_string(set_at_.line())
                                  + " cut off " + (cut_off_.empty() ? "a task" : cut_off_));
    }
    std::rethrow_exception(only_.error());
}

} // namespace detail

std::optional<clock::duration> deadline_left() noexcept
{
    const detail::task* running = detail::current.running;
    if (!running || !running->inherited.deadline)
        return std::nullopt;
    return detail::between(clock::now(), running->inherited.deadline->due());
}

} // namespace plait
