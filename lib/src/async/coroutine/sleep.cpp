#include <plait/sleep.hpp>

#include "async/coroutine/wait_frame.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/coroutine/waiter.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace plait {

#if PLAIT_KNOWS_ASIO_FRAMES

namespace {

class sleeper final : private detail::timer, public detail::wait_frame {
public:
    explicit sleeper(clock::time_point when) noexcept : wait_frame(&start_until, &destroy) { keep(when); }
    explicit sleeper(clock::duration time) noexcept : wait_frame(&start_for, &destroy)
    {
        keep(clock::time_point(time)); // the timer keeps the duration until the sleep starts
    }

private:
    static void start_for(wait_frame* awaited)
    {
        auto& self = static_cast<sleeper&>(*awaited);
        self.start(detail::later(clock::now(), self.due().time_since_epoch()));
    }
    static void start_until(wait_frame* awaited)
    {
        auto& self = static_cast<sleeper&>(*awaited);
        self.start(self.due());
    }
    static void cancel(wait_frame* cancelled)
    {
        auto& self = static_cast<sleeper&>(*cancelled);
        if (!self.pending()) // the sleep took no time, and its task has been posted already
            return self.abort_posted();
        self.waiting().owner().remove(self);
        self.post(true);
    }
    static void destroy(wait_frame* gone) { delete static_cast<sleeper*>(gone); }

    void start(clock::time_point when) noexcept
    {
        const bool now = when <= clock::now();
        try {
            if (!now)
                starting().owner().add(*this, when);
            suspend("sleep", &cancel);
        } catch (...) { // there is no memory for the timer
            if (pending())
                starting().owner().remove(*this);
            fail(std::current_exception());
            return;
        }
        if (now)
            post();
    }
    void fire() override { resume(); }
    void abandon() noexcept override { wait_frame::abandon(); }
};

} // namespace

awaitable<void> sleep_until(clock::time_point when)
{
    return (new sleeper(when))->awaited();
}

awaitable<void> sleep_for(clock::duration time)
{
    return (new sleeper(time))->awaited();
}

#else

namespace {

class sleeper final : public detail::timer {
public:
    explicit sleeper(detail::loop& owner) noexcept : owner_(owner) {}
    ~sleeper() { owner_.remove(*this); }

    auto until(clock::time_point when)
    {
        return waiting_.suspend([this, when] { start(when); }, [this] { cancel(); });
    }
    void rethrow_cancellation() const
    {
        if (cancelled_)
            throw boost::system::system_error(boost::asio::error::operation_aborted, "sleep");
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
        cancelled_ = true;
        if (!pending()) // the sleep took no time, and its task has been posted already
            return;
        owner_.remove(*this);
        waiting_.post(boost::asio::error::operation_aborted);
    }
    void fire() override { waiting_.resume(); }
    void abandon() noexcept override {}

    detail::loop& owner_;
    detail::waiter waiting_{"sleep"};
    bool cancelled_ = false;
};

} // namespace

awaitable<void> sleep_until(clock::time_point when)
{
    const executor here = co_await boost::asio::this_coro::executor;
    sleeper sleeping(here.owner());
    co_await sleeping.until(when);
    sleeping.rethrow_cancellation();
}

awaitable<void> sleep_for(clock::duration time)
{
    const executor here = co_await boost::asio::this_coro::executor;
    sleeper sleeping(here.owner());
    co_await sleeping.until(detail::later(clock::now(), time));
    sleeping.rethrow_cancellation();
}

#endif

} // namespace plait
