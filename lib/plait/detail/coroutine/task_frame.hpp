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
#include <span>
#include <utility>

namespace plait::detail {

class child;
class task_frame;

/// How far a task, or a join, has been cancelled. The urgency only rises: a second cancellation does nothing unless it
/// is more urgent, as it is when the drain time of a scope further out is over. So a task is cancelled at most twice.
enum class urgency : std::uint8_t {
    none,
    in_time, // a scope may drain
    at_once, // no scope drains any longer
};

/// A task with flags. The flags stand in the bytes behind the task that would be unused otherwise.
struct flagged_task : task {
    bool runs = false;                 // true: the task has started, and is not queued any more
    bool in_wait_frame = false;        // true: the coroutine waits in a wait frame, which this task cancels directly
    urgency cancelled = urgency::none; // may rise before the task has started
};

/// Opens and launches tasks, and is told when a task has ended.
class task_owner {
public:
    /// Is called when the task has ended, with its error or with null, or when its coroutine was destroyed before it
    /// had ended (`abandoned`). The task is still open, and the owner must close it in this call.
    virtual void arrive(task_frame& ended, std::exception_ptr& error, bool abandoned) noexcept = 0;

protected:
    task_owner() = default;
    ~task_owner() = default;
};

/// What the owner of an open task keeps about it. Nobody else reads this. In a closed task `next` is the next free
/// task.
struct task_links {
    task_owner* owner = nullptr;
    child* watcher = nullptr;
    task_frame* next = nullptr;
    task_frame* previous = nullptr;
};

#if PLAIT_KNOWS_ASIO_FRAMES
/// The bottom frame of a task's coroutine.
struct handmade_frame {
    void (*resume)(handmade_frame*) = nullptr;
    void (*destroy)(handmade_frame*) = nullptr;
    union {
        bottom_frame bottom; // exists only while the task runs
    };

    handmade_frame() noexcept {}
    ~handmade_frame() {}
};
static_assert(alignof(bottom_frame) <= 2 * sizeof(void*), "the promise would not follow the two functions");
#else
struct handmade_frame {};
#endif

/// A task that can be started: a node of the task tree, and the bottom of its coroutine's stack.
///
/// `co_spawn` takes three or four blocks of memory for each call. Here the bottom frame is made by hand and is a part
/// of the node, and so is the signal that cancels the task. So it takes no memory to start a task. A coroutine frame
/// begins with the functions that resume and destroy it, and the promise follows. This holds for g++, clang and MSVC,
/// and corral makes frames by hand on the same ground (corral/detail/frames.h).
///
/// The owner opens the task (see `loop::open`), gives it a coroutine, launches it, may cancel it, and closes it when it
/// arrives.
class task_frame final : public flagged_task, private handmade_frame {
public:
    explicit task_frame(loop&) noexcept;
    ~task_frame() {}
    task_frame(const task_frame&) = delete;
    task_frame& operator=(const task_frame&) = delete;

    task_links links;

    /// Takes the coroutine, which will leave its result in `out`. The next call must be `launch`.
    template <class T>
    void take(awaitable<T> body, result<T>& out) noexcept;

    /// Runs the coroutine to its first suspension, through the executor's door. When the coroutine has ended, or is
    /// destroyed, the task arrives at its owner.
    void launch();

    /// Cancels the task. It is idempotent: it does nothing if the task is cancelled as far already. It may run the task
    /// to its end.
    void cancel(urgency) noexcept;

    /// The owner calls this when the task arrives. From now on this object may stand for another task.
    void close() noexcept;

    /// Copies the source lines of the `co_await`s that the task is suspended in, the innermost first, as far as there is
    /// room. Returns their number. There are none with the public parts of Asio alone. The line of a coroutine that runs
    /// now is left out. It is safe in a signal handler on the task's own thread.
    [[nodiscard]] std::size_t places(std::span<std::source_location> to) const noexcept;
#if PLAIT_KNOWS_ASIO_FRAMES
    /// The task whose body runs on this stack, if that task can cancel a wait frame directly. It is null if `co_spawn`
    /// has started the coroutine, or if the coroutine has asked for a cancellation state of its own.
    [[nodiscard]] static task_frame* under(coroutine_stack&) noexcept;
    /// The task whose body runs on this stack, whatever its cancellation state. It is null for a coroutine that a task
    /// has started with `co_spawn`.
    [[nodiscard]] static task_frame* that_runs(coroutine_stack&) noexcept;
#else
    /// The task whose body has this cancellation state. It is null for a coroutine that was started with `co_spawn`. It
    /// is also null for a coroutine that has asked for a larger state, because Asio puts that elsewhere.
    [[nodiscard]] static task_frame* that_runs(const executor&, const boost::asio::cancellation_state&) noexcept;
#endif

#if !PLAIT_KNOWS_ASIO_FRAMES
    /// Lets the coroutine go on as if it were not cancelled, until `let_cancellation_in`. Does nothing and returns
    /// false if it is not cancelled.
    [[nodiscard]] bool keep_back_cancellation();
    void let_cancellation_in();
#endif

private:
    void drop() noexcept; // destroys the coroutine in place of running it
    void run();
    void begin();
    void ended(std::exception_ptr& error, bool abandoned) noexcept;
    void pass_on_cancellation() noexcept;

    template <class T>
    [[nodiscard]] awaitable<T>& body() noexcept
    {
        return *std::launder(reinterpret_cast<awaitable<T>*>(body_));
    }

    void* out_ = nullptr;                                // points to a result<T>
    alignas(void*) std::byte body_[sizeof(awaitable<>)]; // holds an awaitable<T> until the coroutine has ended
    boost::asio::cancellation_signal signal_;            // tells cancellation states that the coroutine asks for

#if PLAIT_KNOWS_ASIO_FRAMES
    template <class T>
    static void push_body(handmade_frame*) noexcept;
    template <class T>
    static void body_ended(handmade_frame*) noexcept;
    template <class T>
    static void destroy_body(handmade_frame*) noexcept;
    void end(std::exception_ptr& error) noexcept;
    void abandon() noexcept;
    void leave_bottom() noexcept;

    // The cancellation state that each coroutine begins with. It stands here because Asio would allocate it.
    alignas(void*) std::byte state_[2 * sizeof(void*)];
#else
    boost::asio::cancellation_slot state_; // the slot of the cancellation state that the coroutine began with

    enum class step { begin, drop };
    template <class T>
    static void step_of(task_frame&, step);
    void (*step_)(task_frame&, step) = nullptr;
    bool cancelled_ = false;

    class completion;
    void ends(std::exception_ptr& error, bool abandoned) noexcept;
    awaitable<void> run_body(awaitable<void> body);
    void spawn(awaitable<void> body);
#endif
};

//
// Implementation
//

#if PLAIT_KNOWS_ASIO_FRAMES

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
