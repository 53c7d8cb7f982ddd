#pragma once

#include <plait/detail/dropped.hpp>
#include <plait/detail/waiter.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <exception>
#include <functional>
#include <type_traits>
#include <utility>

namespace plait::detail {

class join;

/// One child of a join. Stays where it is while it runs, and can be started again afterwards.
class child {
public:
    child() = default;
    child(const child&) = delete;
    child& operator=(const child&) = delete;

protected:
    ~child() = default;

private:
    friend class join;

    virtual void finished() noexcept {} // it may be started again, not destroyed, from in here

    join* owner_ = nullptr; // null: does not run
    child* next_ = nullptr; // the join's list of children that run
    child* previous_ = nullptr;
    loop* where_ = nullptr;
    task* node_ = nullptr;      // null until the coroutine runs; touched on the child's loop only, as the signal
    std::exception_ptr thrown_; // on another loop than the join's
    boost::asio::cancellation_signal signal_;
};

/// A child and no more.
class plain_child final : public child {};

/// Starts children and waits for them: the one place where this is done. Lives in the parent's frame.
///
/// Children run on the parent's loop, or on another that is named. The state of the join is touched on the parent's
/// loop only, so it needs no lock. A child that is destroyed without finishing (its loop goes away) still arrives, and
/// when all have, the parent is destroyed too: children first, as they use the parent's variables.
class join {
public:
    /// `name`: the function that starts the children, for the task tree.
    join(executor parent, const char* name) noexcept : parent_(parent), name_(name) {}
    join(const join&) = delete;
    join& operator=(const join&) = delete;
    ~join(); // no child runs

    /// Calls `start`, which starts children, and waits until none runs, also when the caller is cancelled (then the
    /// children are). What `start` throws is an error as a child's. Throws nothing.
    ///
    /// One step, because a child may cancel the caller while it is being started: from then on any `co_await` of the
    /// caller throws, and would leave the children behind.
    template <class Start>
    [[nodiscard]] awaitable<void> settle(Start&& start);
    /// The same, and then rethrows the first error.
    template <class Start>
    [[nodiscard]] awaitable<void> all(Start&& start);

    /// Waits for children that were started one by one, as above. A caller that may have been cancelled before switches
    /// `this_coro::throw_if_cancelled` off for this.
    [[nodiscard]] awaitable<void> settle() { return settle_calling([this] { cancel(); }); }
    /// The same, but when the caller is cancelled, `on_cancelled` is called in place of `cancel`.
    [[nodiscard]] awaitable<void> settle_calling(std::function<void()> on_cancelled);

    /// Runs the child to its first suspension. `Executor` is plait's, or `asio::any_io_executor` made from it. Throws
    /// if there is no memory; then the child does not run. A child that is started after `cancel` is cancelled at once.
    template <class Executor>
    void start(child&, boost::asio::awaitable<void, Executor>);

    /// The same on another loop. `make` is called there, and must outlive the child: if it is a closure, its captures
    /// are the coroutine's variables. What it throws is the child's error.
    void start_on(loop&, child&, std::function<awaitable<void>()>& make);

    /// Fails as if a child had: the others are cancelled, and the error is the result unless there was one before.
    void fail(std::exception_ptr);
    void cancel()
    {
        if (!std::exchange(cancelled_, true))
            cancel_running(nullptr);
    }
    /// Cancels what runs now, except for that child.
    void cancel_all_but(const child& spared)
    {
        if (!cancelled_) // a walk inside another one would end that
            cancel_running(&spared);
    }

    [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }
    [[nodiscard]] std::size_t running() const noexcept { return running_; }

private:
    class completion;
    class arrival;
    class emission;

    using starter = void(void* closure);

    [[nodiscard]] awaitable<void> start_and_settle(starter* start, void* closure, bool rethrow);
    void link(child&, loop& where, task* node) noexcept;
    void cancel_running(const child* spared);
    void cancel_one(child&);
    void arrive(child&, std::exception_ptr, bool abandoned) noexcept;
    void release(bool abandoned) noexcept;

    const executor parent_;
    const char* const name_;
    child* first_ = nullptr;
    child* next_to_cancel_ = nullptr; // while `cancel` walks the list
    std::size_t running_ = 0;
    std::size_t emissions_ = 0; // cancellations under way: they use children, so they are waited for (asio#1332)
    bool cancelled_ = false;
    std::exception_ptr error_;
    waiter waiting_;
};

//
// Implementation
//

template <class Start>
awaitable<void> join::settle(Start&& start)
{
    return start_and_settle([](void* closure) { (*static_cast<std::decay_t<Start>*>(closure))(); }, &start, false);
}

template <class Start>
awaitable<void> join::all(Start&& start)
{
    return start_and_settle([](void* closure) { (*static_cast<std::decay_t<Start>*>(closure))(); }, &start, true);
}

} // namespace plait::detail
