#include <plait/on_all_loops.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/deadline.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/labels.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <deque>
#include <span>

namespace asio = boost::asio;

namespace plait::detail {

namespace {

/// A task on another loop, for a caller on this one. It lives in the caller's frame, which is not left before the task
/// has ended and no message is under way (asio#1332). A message that is destroyed on its way counts as having arrived,
/// so that the last one destroys the caller: see loop.hpp.
class remote_call final : child {
public:
    using action = void (remote_call::*)();

    remote_call(executor home, loop& where, const std::function<awaitable<void>()>& each)
        : home_(home), where_(where), each_(each), inherited_(home.task() ? home.task()->inherited : inheritance{}),
          there_(where.root(), "on_all_loops", &inherited_)
    {
        labels_.take_from(std::exchange(inherited_.values, &labels_));
        labels_.started_by = home_.task();
        if (inherited_.deadline)
            inherited_.deadline->find_out(); // this must happen here: on the other loops several would do it at once
    }

    [[nodiscard]] auto run()
    {
        return asio::async_initiate<const asio::deferred_t, void()>(
            [this](auto handler) {
                if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
                    slot.assign([this](asio::cancellation_type) { cancel(); });
                caller_.hold(std::move(handler));
                ++expected_;
                send(where_.root(), &remote_call::start);
            },
            asio::deferred);
    }

    void rethrow_error()
    {
        if (error_)
            std::rethrow_exception(std::exchange(error_, nullptr));
    }

private:
    class message {
    public:
        message(remote_call& to, action what) noexcept : to_(&to), what_(what) {}
        message(message&& other) noexcept : to_(std::exchange(other.to_, nullptr)), what_(other.what_) {}
        message& operator=(message&&) = delete;
        ~message()
        {
            if (to_)
                to_->arrive(true);
        }
        void operator()() { (std::exchange(to_, nullptr)->*what_)(); }

    private:
        remote_call* to_;
        action what_;
    };

    void send(executor to, action what) { to.require(asio::execution::blocking.never).execute(message(*this, what)); }
    void send_home() { send(home_, &remote_call::come_home); }

    // These run on the caller's loop.
    void cancel() // is idempotent: it sends nothing if the task is cancelled as far already
    {
        urgency how = cancelled_ == urgency::none ? urgency::in_time : urgency::at_once;
        if (const task* caller = home_.task(); caller && caller->is_open())
            how = std::max(urgency::in_time, static_cast<const task_frame*>(caller)->cancelled);
        if (how <= cancelled_)
            return;
        cancelled_ = how;
        ++expected_;
        send(where_.root(), how == urgency::in_time ? &remote_call::cancel_there : &remote_call::cancel_there_at_once);
    }
    void come_home() { arrive(false); }
    void arrive(bool destroyed)
    {
        if (--expected_ > 0)
            return;
        if (destroyed)
            caller_.destroy();
        else
            caller_.resume();
    }

    // These run on the other loop.
    void start()
    {
        try {
            there_.start(each_(), this);
        } catch (...) {
            error_ = std::current_exception();
            send_home();
        }
    }
    void cancel_there()
    {
        there_.cancel();
        send_home();
    }
    void cancel_there_at_once()
    {
        there_.cancel(urgency::at_once);
        send_home();
    }
    // Without memory for the message the caller would wait for ever. It is better to end the process, as an exception
    // does that leaves a noexcept function.
    void finished(std::exception_ptr& error) noexcept override // NOLINT(bugprone-exception-escape): see above
    {
        // The last reference to the exception is released on the caller's loop: ThreadSanitizer does not see how
        // libstdc++.so counts references.
        error_ = std::exchange(error, nullptr);
        send(where_.root(), &remote_call::send_home); // and not home at once, as the join is still at work here
    }

    const executor home_;
    loop& where_;
    std::function<awaitable<void>()> each_; // is kept here because the coroutine uses its captures
    inheritance inherited_;
    labels labels_;
    join there_;
    std::exception_ptr error_;
    suspension caller_;
    int expected_ = 0; // the number of messages under way
    urgency cancelled_ = urgency::none;
};

} // namespace

awaitable<void> call_on(loop& where, const std::function<awaitable<void>()>& each)
{
    remote_call call(co_await asio::this_coro::executor, where, each);
    co_await call.run();
    call.rethrow_error();
}

awaitable<void> call_on_all_loops(std::function<awaitable<void>()> each)
{
    const executor here = co_await asio::this_coro::executor;
    join all(here, "on_all_loops");
    co_await all.run([&] {
        for (loop* where : here.owner().siblings())
            all.start(call_on(*where, each));
    });
    all.rethrow_error();
}

} // namespace plait::detail
