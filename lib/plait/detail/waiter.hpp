#pragma once

#include <plait/awaitable.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace plait::detail {

/// Holds one suspended coroutine until something resumes it. Lives in that coroutine's frame:
///
///     waiter ready;
///     co_await ready.suspend([&] { queue.push(ready); }, [&] { queue.remove(ready); ready.post(aborted); });
///
/// The first callback runs when the coroutine is suspended, so another thread may resume it from then on. The second
/// runs when the caller is cancelled, also after `resume` or `post`: it must look whether there is something to do.
///
/// Whoever keeps a pointer to a waiter must resume it or, when its loop goes away, `abandon` it: the handler owns the
/// frame that owns the waiter.
class waiter {
public:
    waiter() = default;
    ~waiter() = default;
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    /// Awaited, it throws what `resume` or `post` is given.
    template <class OnSuspended, class OnCancelled>
    [[nodiscard]] auto suspend(OnSuspended on_suspended, OnCancelled on_cancelled);
    template <class OnSuspended>
    [[nodiscard]] auto suspend(OnSuspended on_suspended); // not to be cancelled

    [[nodiscard]] bool suspended() const noexcept { return act_ != nullptr; }

    void resume(boost::system::error_code result = {}) { act(action::resume, result); } // at once on its own loop
    void post(boost::system::error_code result = {}) { act(action::post, result); }     // never at once
    void abandon() noexcept { act(action::abandon, {}); }

private:
    enum class action { resume, post, abandon };

    void act(action what, boost::system::error_code result) { std::exchange(act_, nullptr)(*this, what, result); }

    template <class Handler>
    void hold(Handler&& handler);

    void (*act_)(waiter&, action, boost::system::error_code) = nullptr;
    // A handler of a coroutine is two pointers: the coroutine, and where its result goes.
    alignas(void*) std::byte storage_[4 * sizeof(void*)];
};

//
// Implementation
//

template <class OnSuspended, class OnCancelled>
auto waiter::suspend(OnSuspended on_suspended, OnCancelled on_cancelled)
{
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(boost::system::error_code)>(
        [this, on_suspended, on_cancelled](auto handler) {
            if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected())
                slot.assign([on_cancelled](boost::asio::cancellation_type) { on_cancelled(); });
            this->hold(std::move(handler));
            on_suspended();
        },
        boost::asio::deferred);
}

template <class OnSuspended>
auto waiter::suspend(OnSuspended on_suspended)
{
    return boost::asio::async_initiate<const boost::asio::deferred_t, void(boost::system::error_code)>(
        [this, on_suspended](auto handler) {
            this->hold(std::move(handler));
            on_suspended();
        },
        boost::asio::deferred);
}

template <class Handler>
void waiter::hold(Handler&& handler)
{
    using held = std::decay_t<Handler>;
    static_assert(sizeof(held) <= sizeof(storage_) && alignof(held) <= alignof(void*));

    ::new (static_cast<void*>(storage_)) held(std::forward<Handler>(handler));
    act_ = [](waiter& self, action what, boost::system::error_code result) {
        held& stored = *std::launder(reinterpret_cast<held*>(self.storage_));
        held local(std::move(stored)); // `self` dies with the frame, in here
        std::destroy_at(&stored);
        if (what == action::abandon)
            return;
        executor through = boost::asio::get_associated_executor(local);
        if (what == action::post)
            through = through.require(boost::asio::execution::blocking.never);
        through.execute([local = std::move(local), result]() mutable { local(result); });
    };
}

} // namespace plait::detail
