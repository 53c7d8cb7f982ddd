#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/suspension.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/error_code.hpp>

#include <new>
#include <utility>

namespace plait::detail {

/// Holds one suspended coroutine until something resumes it. The waiter lives in that coroutine's frame:
///
///     waiter ready("queue::pop");
///     co_await ready.suspend([&] { queue.push(ready); }, [&] { if (queue.remove(ready)) ready.post(aborted); });
///
/// The first callback runs when the coroutine is suspended, so another thread may `post` from then on. The second
/// callback runs on the coroutine's loop when the caller is cancelled, also after `post`. It runs again if the caller
/// is cancelled again, so it must be idempotent. The coroutine is resumed once: whoever keeps a pointer to the waiter
/// calls one of `resume` and `post`, once.
///
/// Every loop knows its waiters, so that it can destroy those that are left when it goes away: see the head of
/// loop.hpp.
class waiter {
public:
    /// `name` tells people which function the coroutine waits in.
    explicit waiter(const char* name) noexcept : name_(name) {}
    ~waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    /// When this is awaited, the coroutine is suspended. It goes on with `resume` or `post`, and throws the error it is
    /// given.
    template <class OnSuspended, class OnCancelled>
    [[nodiscard]] auto suspend(OnSuspended on_suspended, OnCancelled on_cancelled);
    template <class OnSuspended>
    [[nodiscard]] auto suspend(OnSuspended on_suspended); // a cancellation does not end this wait

    [[nodiscard]] bool suspended() const noexcept { return static_cast<bool>(held_); }
    [[nodiscard]] const char* name() const noexcept { return name_; }

    void resume(boost::system::error_code result = {}); // resumes at once; called on the coroutine's own loop
    void post(boost::system::error_code result = {});   // resumes later; may be called from any thread

private:
    friend class loop;

    template <class Handler>
    void hold(Handler&& handler)
    {
        held_.hold(std::forward<Handler>(handler));
        enlist();
    }
    // The coroutine is suspended already. An exception that left here would go past it out of the loop, and the
    // coroutine would wait for ever. So a failed allocation resumes it with an error.
    template <class Function>
    void begin(Function&& function)
    {
        try {
            function();
        } catch (const std::bad_alloc&) {
            resume(make_error_code(boost::system::errc::not_enough_memory));
        }
    }
    void enlist() noexcept;
    void delist() noexcept;
    void destroy() noexcept // destroys the coroutine, and this waiter with it
    {
        delist();
        held_.destroy();
    }

    const char* const name_;
    waiter* next_ = nullptr; // in the list of the loop's waiters
    waiter** before_ = nullptr;
    static constexpr clock::time_point not_observed = clock::time_point::min();
    clock::time_point since_ = not_observed; // when the wait began, if somebody observes waits
    suspension held_;
};

//
// Implementation
//

template <class OnSuspended, class OnCancelled>
auto waiter::suspend(OnSuspended on_suspended, OnCancelled on_cancelled)
{
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(boost::system::error_code)>(
        [this, on_suspended, on_cancelled](auto handler) {
            auto slot = boost::asio::get_associated_cancellation_slot(handler);
            this->hold(std::move(handler));
            this->begin([&] {
                if (slot.is_connected())
                    slot.assign([on_cancelled](boost::asio::cancellation_type) { on_cancelled(); });
                on_suspended();
            });
        },
        boost::asio::deferred);
}

template <class OnSuspended>
auto waiter::suspend(OnSuspended on_suspended)
{
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(boost::system::error_code)>(
        [this, on_suspended](auto handler) {
            this->hold(std::move(handler));
            this->begin(on_suspended);
        },
        boost::asio::deferred);
}

} // namespace plait::detail
