#pragma once

#include <plait/detail/join.hpp>
#include <plait/detail/timer_queue.hpp>

#include <source_location>

namespace plait::detail {

/// A child, and the time it may take. Lives in the parent's frame; the child refers to the parent's variables.
class deadline final : public timer {
public:
    deadline(executor parent, clock::duration limit, std::source_location set_at) noexcept;
    ~deadline();

    awaitable<void> run(awaitable<void>); // throws what `with_timeout` throws

private:
    void fire() override;
    void abandon() noexcept override {}

    loop& owner_;
    const clock::duration limit_;
    const std::source_location set_at_;
    bool fired_ = false;
    join only_;
    plain_child child_;
};

} // namespace plait::detail
