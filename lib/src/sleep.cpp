#include <plait/sleep.hpp>

#include <plait/detail/loop.hpp>
#include <plait/detail/waiter.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

namespace plait {

namespace {

class sleeper final : public detail::timer {
public:
    explicit sleeper(detail::loop& owner) noexcept : owner_(owner) {}
    ~sleeper() { owner_.remove(*this); }

    auto until(clock::time_point when)
    {
        return waiting_.suspend([this, when] { start(when); }, [this] { cancel(); });
    }

private:
    void start(clock::time_point when)
    {
        if (when <= clock::now())
            waiting_.post();
        else
            owner_.add(*this, when);
    }
    void cancel()
    {
        if (!pending())
            return;
        owner_.remove(*this);
        waiting_.post(boost::asio::error::operation_aborted);
    }
    void fire() override { waiting_.resume(); }
    void abandon() noexcept override {}

    detail::loop& owner_;
    detail::waiter waiting_{"sleep"};
};

} // namespace

awaitable<void> sleep_until(clock::time_point when)
{
    const executor here = co_await boost::asio::this_coro::executor;
    sleeper sleeping(here.owner());
    co_await sleeping.until(when);
}

awaitable<void> sleep_for(clock::duration time)
{
    const executor here = co_await boost::asio::this_coro::executor;
    sleeper sleeping(here.owner());
    co_await sleeping.until(detail::later(clock::now(), time));
}

} // namespace plait
