#pragma once

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/result.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <source_location>
#include <utility>
#include <vector>

namespace plait::detail {

class child;
class task_frame;

/// How far a task, or a join, has been cancelled. It only ever rises: a cancellation that comes again does nothing, unless
/// it is more urgent, as when the drain time of a scope further out is over. So a task is cancelled at most twice.
enum class urgency : std::uint8_t {
    none,
    in_time, // a scope may drain
    at_once, // no scope drains any longer
};

/// A task, with flags in the bytes that would be left over behind it.
struct flagged_task : task {
    bool runs = false;                 // no longer queued to be started
    bool in_wait_frame = false;        // what its coroutine waits in is told by the task frame when it is cancelled
    urgency cancelled = urgency::none; // also before it runs
};

/// Who opens tasks and launches them, and is told when one has ended.
class task_owner {
public:
    /// The task has ended with this error, or with none; or its coroutine was destroyed before that (`abandoned`). It is
    /// open until the owner closes it, which is to be in here.
    virtual void arrive(task_frame& ended, std::exception_ptr& error, bool abandoned) noexcept = 0;

protected:
    task_owner() = default;
    ~task_owner() = default;
};

/// What the owner of a task keeps about it while it is open: no one else reads this. Of a task that is closed, `next` is
/// the next one that is free.
struct task_links {
    task_owner* owner = nullptr;
    child* watcher = nullptr;
    task_frame* next = nullptr;
    task_frame* previous = nullptr;
};

#ifndef PLAIT_PUBLIC_CO_SPAWN
/// The bottom frame of a task's coroutine.
struct handmade_frame {
    void (*resume)(handmade_frame*) = nullptr;
    void (*destroy)(handmade_frame*) = nullptr;
    union {
        bottom_frame bottom; // while it runs
    };

    handmade_frame() noexcept {}
    ~handmade_frame() {}
};
static_assert(alignof(bottom_frame) <= 2 * sizeof(void*), "the promise would not follow the two functions");
#else
struct handmade_frame {};
#endif

/// A task that can be started: a node of the tree, and the bottom of its coroutine's stack.
///
/// `co_spawn` takes three or four blocks of memory for each call. Here the bottom frame is made by hand and is a part of
/// the node, as is what cancels the task, so that starting one takes no memory. A coroutine frame begins with the
/// functions that resume and destroy it, and the promise follows: so it is with g++, clang and MSVC, and corral makes
/// frames by hand on the same ground (corral/detail/frames.h).
///
/// Its owner opens it (see `loop::open`), gives it a coroutine, launches it, may cancel it, and closes it when it arrives.
class task_frame final : public flagged_task, private handmade_frame {
public:
    explicit task_frame(loop&) noexcept;
    ~task_frame() {}
    task_frame(const task_frame&) = delete;
    task_frame& operator=(const task_frame&) = delete;

    task_links links;

    /// Takes the coroutine, which is to leave its result in `out`. `launch` comes next.
    template <class T>
    void take(awaitable<T> body, result<T>& out) noexcept;

    /// Runs the coroutine to its first suspension, through the door. When it has ended, or is destroyed, it arrives at its
    /// owner.
    void launch();

    /// Idempotent: does nothing if the task is cancelled as far already. May run the task to its end.
    void cancel(urgency) noexcept;

    /// By its owner, when it arrives: from now on it is another task's.
    void close() noexcept;

    /// The lines of the `co_await`s that it is suspended in, the innermost first, so many at most. None on public Asio
    /// alone, nor of a task that runs now.
    [[nodiscard]] std::vector<std::source_location> places(std::size_t most) const;
#ifndef PLAIT_PUBLIC_CO_SPAWN
    /// The one that such a coroutine is the body of, if it can tell a wait frame that it is cancelled: not where
    /// `co_spawn` has started the coroutine, or where it has asked for a cancellation state of its own.
    [[nodiscard]] static task_frame* under(coroutine_stack&) noexcept;
    /// The same, whatever its cancellation state: null for a coroutine that a task has started with `co_spawn`.
    [[nodiscard]] static task_frame* that_runs(coroutine_stack&) noexcept;
#else
    /// The task that such a coroutine is the body of, by its cancellation state: null for one that was started with
    /// `co_spawn`. Also for one that has asked for another state, if that took more memory: Asio puts it elsewhere.
    [[nodiscard]] static task_frame* that_runs(const executor&, const boost::asio::cancellation_state&) noexcept;
#endif

#ifdef PLAIT_PUBLIC_CO_SPAWN
    /// Until the second, the coroutine goes on as if it were not cancelled. False, and nothing done, if it is not.
    [[nodiscard]] bool keep_back_cancellation();
    void let_cancellation_in();
#endif

private:
    void drop() noexcept; // instead of `run`
    void run();
    void begin();
    void ended(std::exception_ptr& error, bool abandoned) noexcept;
    void pass_on_cancellation() noexcept;

    template <class T>
    [[nodiscard]] awaitable<T>& body() noexcept
    {
        return *std::launder(reinterpret_cast<awaitable<T>*>(body_));
    }

    void* out_ = nullptr;                                // a result<T>
    alignas(void*) std::byte body_[sizeof(awaitable<>)]; // an awaitable<T>, until it has ended
    boost::asio::cancellation_signal signal_; // for cancellation states that the coroutine asks for

#ifndef PLAIT_PUBLIC_CO_SPAWN
    template <class T>
    static void push_body(handmade_frame*) noexcept;
    template <class T>
    static void body_ended(handmade_frame*) noexcept;
    template <class T>
    static void destroy_body(handmade_frame*) noexcept;
    void end(std::exception_ptr& error) noexcept;
    void abandon() noexcept;
    void leave_bottom() noexcept;

    // The cancellation state that each coroutine begins with. Asio would allocate it.
    alignas(void*) std::byte state_[2 * sizeof(void*)];
#else
    boost::asio::cancellation_slot state_; // of the cancellation state that the coroutine began with

    enum class step { begin, drop };
    template <class T>
    static void step_of(task_frame&, step);
    void (*step_)(task_frame&, step) = nullptr;
    bool cancelled_ = false;

    class completion;
    awaitable<void> run_body(awaitable<void> body);
    void spawn(awaitable<void> body);
#endif
};

//
// Implementation
//

#ifndef PLAIT_PUBLIC_CO_SPAWN

template <class T>
void task_frame::take(awaitable<T> body, result<T>& out) noexcept
{
    static_assert(sizeof(body) == sizeof(body_));
    ::new (static_cast<void*>(body_)) awaitable<T>(std::move(body));
    out_ = &out;
    resume = &push_body<T>;
    destroy = &destroy_body<T>;
}

template <class T>
void task_frame::push_body(handmade_frame* frame) noexcept
{
    frame->resume = &body_ended<T>;
    static_cast<task_frame*>(frame)->body<T>().await_suspend(
        std::coroutine_handle<bottom_frame>::from_promise(frame->bottom));
}

template <class T>
void task_frame::body_ended(handmade_frame* frame) noexcept
{
    task_frame& self = static_cast<task_frame&>(*frame);
    std::exception_ptr error;
    try {
        put<T>(*static_cast<result<T>*>(self.out_), [&]() -> decltype(auto) {
            if constexpr (coroutine_value<T>)
                return asio_detail::awaitable_frame<T, executor>::result_of(self.body<T>());
            else
                return self.body<T>().await_resume();
        });
    } catch (...) {
        error = std::current_exception();
    }
    std::destroy_at(&self.body<T>());
    self.end(error);
}

template <class T>
void task_frame::destroy_body(handmade_frame* frame) noexcept
{
    task_frame& self = static_cast<task_frame&>(*frame);
    std::destroy_at(&self.body<T>());
    self.abandon();
}

#else

template <class T>
void task_frame::take(awaitable<T> body, result<T>& out) noexcept
{
    static_assert(sizeof(body) == sizeof(body_));
    ::new (static_cast<void*>(body_)) awaitable<T>(std::move(body));
    out_ = &out;
    step_ = &step_of<T>;
}

template <class T>
void task_frame::step_of(task_frame& self, step what)
{
    if (what == step::begin)
        self.spawn(store(std::move(self.body<T>()), *static_cast<result<T>*>(self.out_)));
    std::destroy_at(&self.body<T>());
}

#endif

} // namespace plait::detail
