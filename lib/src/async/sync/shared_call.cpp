#include <plait/detail/sync/shared_call.hpp>

#include <utility>

namespace plait::detail {

participant::~participant()
{
    locked inside(call_.lock_);
    call_.following_.remove(*this);
    if (leads_)
        hand_over();
}

awaitable<void> participant::follow()
{
    co_await wait_.suspend([this] { queue(); });
}

void participant::queue() noexcept
{
    locked inside(call_.lock_);
    if (call_.state_ == shared_call::state::running)
        call_.following_.push(*this);
    else if (wait_.claim()) // the call ended after this caller had found it
        wait_.wake();
}

bool participant::given_up() const noexcept
{
    locked inside(call_.lock_);
    return call_.state_ == shared_call::state::given_up;
}

void participant::end(std::exception_ptr error) noexcept
{
    call_.error_ = std::move(error);
    locked inside(call_.lock_);
    leads_ = false;
    call_.state_ = shared_call::state::ended;
    call_.remove();
    while (wait_node* next = call_.following_.claim())
        next->waiting.wake();
}

void participant::hand_over() noexcept
{
    if (wait_node* next = call_.following_.claim()) {
        static_cast<participant*>(next)->leads_ = true;
        next->waiting.wake();
    } else {
        call_.state_ = shared_call::state::given_up;
        call_.remove();
    }
}

} // namespace plait::detail
