#pragma once

#include <plait/clock.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/detail/sync/select_case.hpp>

#include <variant>

namespace plait {

/// A case of `select` that comes up at a point in time. Its alternative in the result is a `std::monostate`.
class timer_case {
public:
    explicit timer_case(clock::time_point due) noexcept : due_(due) {}

    /// The rest is for plait itself.
    using result = std::monostate;
    class place;
    [[nodiscard]] result take() noexcept { return {}; }

private:
    clock::time_point due_;
};

/// Makes a case of `select`: `after` comes up when a time has passed, `at` comes up at a point in time.
///
///     auto chosen = co_await select(prices.receiving(), after(80ms));
///
/// The time of `after` is counted from its call. A time of zero or less, or a point in the past, comes up at once.
///
/// Threads: may be called on any thread.
///
/// Cost: a timer of the loop, see `select`.
///
/// See also: `sleep_for` to wait for the time alone, `with_timeout` to cancel a task when the time has passed.
[[nodiscard]] timer_case after(clock::duration) noexcept;
[[nodiscard]] timer_case at(clock::time_point) noexcept;

//
// Implementation
//

class timer_case::place final : public detail::select_case, detail::timer {
public:
    place(detail::wait& waiting, timer_case& of) noexcept : select_case(waiting), due_(of.due_) {}
    ~place();

    [[nodiscard]] bool try_now() override { return due_ <= clock::now(); }
    void enqueue() override;

private:
    void fire() override;
    void abandon() noexcept override {}

    const clock::time_point due_;
    detail::loop* owner_ = nullptr;
};

} // namespace plait
