#include <plait/detail/sync/flight.hpp>

#include <utility>

namespace plait::detail {

seat::~seat() // also when its loop goes away
{
    locked inside(flight_.lock_);
    flight_.following_.remove(*this);
    if (leads_)
        hand_over();
}

awaitable<void> seat::follow()
{
    co_await wait_.suspend([this] { queue(); });
}

void seat::queue() noexcept
{
    locked inside(flight_.lock_);
    if (flight_.state_ == flight::state::in_air)
        flight_.following_.push(*this);
    else if (wait_.claim()) // it ended after this caller had found it
        wait_.wake();
}

bool seat::given_up() const noexcept
{
    locked inside(flight_.lock_);
    return flight_.state_ == flight::state::given_up;
}

void seat::land(std::exception_ptr error) noexcept
{
    flight_.error_ = std::move(error);
    locked inside(flight_.lock_);
    leads_ = false;
    flight_.state_ = flight::state::landed;
    flight_.remove();
    while (wait_node* next = flight_.following_.claim())
        next->waiting.wake();
}

void seat::hand_over() noexcept
{
    if (wait_node* next = flight_.following_.claim()) {
        static_cast<seat*>(next)->leads_ = true;
        next->waiting.wake();
    } else {
        flight_.state_ = flight::state::given_up;
        flight_.remove();
    }
}

} // namespace plait::detail
