#include <plait/testing/probes.hpp>

#include <plait/detail/coroutine/waiter.hpp>

#include <boost/asio/error.hpp>

#include <utility>

namespace plait::testing {

void order_probe::note(std::string_view label)
{
    const std::lock_guard held(mutex_);
    if (!text_.empty())
        text_ += ", ";
    text_ += label;
}

std::string order_probe::text() const
{
    const std::lock_guard held(mutex_);
    return text_;
}

awaitable<void> cancellation_probe::wait()
{
    struct count {
        std::size_t& waiting;
        explicit count(std::size_t& of) noexcept : waiting(of) { ++waiting; }
        ~count() { --waiting; }
    } counted(waiting_);
    plait::detail::waiter for_ever("cancellation_probe::wait");

    reached_at_ = clock::now().time_since_epoch();
    bool ended = false;
    auto cancel = [this, &for_ever, &ended] {
        if (std::exchange(ended, true))
            return;
        cancelled_at_ = clock::now().time_since_epoch();
        for_ever.post(boost::asio::error::operation_aborted);
    };
    co_await for_ever.suspend([] {}, cancel);
}

} // namespace plait::testing
