#pragma once

#include <plait/detail/coroutine/suspension.hpp>
#include <plait/detail/coroutine/task_frame.hpp>
#include <plait/detail/kernel/unreported_errors.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace plait::detail {

class join;

/// Is told when a task of a join has ended.
class child {
public:
    child() = default;
    child(const child&) = delete;
    child& operator=(const child&) = delete;

protected:
    ~child() = default;

private:
    friend class join;

    /// Is called with the task's error, or with null. If the function takes the error, and leaves null behind, the
    /// error does not fail the join. The function may start more tasks.
    virtual void finished(std::exception_ptr& error) noexcept = 0;
};

/// The joins that a walk has come to, and will go on with: the latest first.
struct join_list {
    join* first = nullptr;

    void push(join&) noexcept;
    [[nodiscard]] join* pop() noexcept; // null: the list is empty
};

using starter = void(void* closure);

/// When this is awaited, it suspends the caller, lets `owner` start its tasks, and resumes the caller when no task
/// runs. It throws nothing.
#if PLAIT_KNOWS_ASIO_FRAMES
struct join_wait {
    join* owner;
    starter* start;
    void* closure;

    coroutine_stack* operator()(asio_detail::awaitable_frame_base<executor>* caller) const;
};
#else
awaitable<void> join_wait(join* owner, starter* start, void* closure);
#endif

/// The function that started the task ("race", say). It is "" for the loop itself, and for a task that has ended.
[[nodiscard]] const char* name_of(const task&) noexcept;
[[nodiscard]] const join* join_of(const task&) noexcept;   // null for the root task of a loop
[[nodiscard]] const task* parent_of(const task&) noexcept; // null for a task that no other task started

/// Starts tasks and waits for them. All functions that start tasks do it through this class. A join lives in its
/// parent's frame.
///
/// The tasks run on the parent's loop, where all of the join happens, so it needs no lock. A task that is destroyed
/// without finishing still arrives. When all tasks have arrived so, the join destroys its parent, too: see loop.hpp.
///
/// The walks through the task tree cancel the tasks below a join, or destroy the parents above it. They go from join to
/// join without calls inside each other, because a tree may be deeper than a stack.
class join final : public task_owner {
public:
    /// `name` is the function that starts the tasks, for the task tree. The tasks inherit from `origin`, which must
    /// live as long as the join, or from the parent if `origin` is null.
    join(executor parent, const char* name, const inheritance* origin = nullptr) noexcept
        : parent_(parent), name_(name), origin_(origin)
    {
    }
    join(const join&) = delete;
    join& operator=(const join&) = delete;
    ~join(); // no task may run any more

    /// The result is awaited at once. It calls `start`, which starts tasks, and waits until no task runs. It waits also
    /// when the caller is cancelled, which cancels the tasks. An exception of `start` counts as the error of a task. It
    /// throws nothing: see `error`.
    ///
    /// Starting and waiting are one step, because a task may cancel the caller while it is being started. From then on
    /// any `co_await` of the caller throws, and would leave the tasks behind.
    template <class Start>
    [[nodiscard]] auto run(Start&& start);
    /// Does what the function above does, but when the caller is cancelled, it calls `on_cancelled(urgency)` in place
    /// of `cancel`: once, and again if the cancellation becomes more urgent.
    template <class Start, class OnCancelled>
    [[nodiscard]] auto run(Start&& start, OnCancelled& on_cancelled);

    /// Starts a task, and runs it to its first suspension. Throws if there is no memory; the task does not run then. A
    /// task that is started after `cancel` is cancelled at once.
    template <class T>
    void start(awaitable<T> body, result<T>& out, child* watcher = nullptr)
    {
        task_frame& opened = open(watcher, nullptr);
        opened.take(std::move(body), out);
        launch(opened);
    }
    void start(awaitable<void> body, child* watcher = nullptr) { start(std::move(body), none_, watcher); }
    /// Starts a task that inherits `given`. Returns the task, or null if it has ended already.
    template <class T>
    task_frame* start(awaitable<T> body, result<T>& out, child& watcher, const inheritance& given)
    {
        task_frame& opened = open(&watcher, &given);
        opened.take(std::move(body), out);
        const std::uint32_t generation = opened.generation;
        launch(opened);
        return opened.generation == generation ? &opened : nullptr;
    }

    /// Fails the join as if a task had failed: the tasks are cancelled, and the error is the result unless there was
    /// one before. A cancellation that came from the caller gives way to another error, as it says only what the caller
    /// knows.
    void fail(std::exception_ptr) noexcept;
    /// Cancels all tasks that run, and those that are started from now on. It is idempotent: it does nothing if the
    /// tasks are cancelled as far already. When it returns, every task that ran has been told, and so have the tasks of
    /// their joins.
    void cancel(urgency = urgency::in_time) noexcept;
    /// Cancels the task with that watcher. It is idempotent: it does nothing if this task, or all tasks, are cancelled
    /// already.
    void cancel_one(const child&) noexcept;

    [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }
    void rethrow_error()
    {
        if (error_) [[unlikely]]
            std::rethrow_exception(std::exchange(error_, nullptr));
    }
    [[nodiscard]] std::size_t running() const noexcept { return running_; }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_ != urgency::none; }
    [[nodiscard]] bool caller_is_cancelled() const noexcept { return caller_cancelled_ != urgency::none; }
    /// What the tasks inherit from the caller. It is known when `run` calls `start`. Only a task's own coroutine has
    /// something to inherit: a coroutine that the task has started with `co_spawn` may outlive it, and with it the
    /// frames that hold the task's deadline and its values.
    [[nodiscard]] inheritance around() const noexcept { return caller_ ? caller_->inherited : inheritance{}; }
    [[nodiscard]] const executor& parent() const noexcept { return parent_; }
    [[nodiscard]] const char* name() const noexcept { return name_; }
    // These two go through the tasks that run, the latest first.
    [[nodiscard]] const task* first() const noexcept { return first_; }
    [[nodiscard]] const task* after(const task& one) const noexcept { return static_cast<const task_frame&>(one).links.next; }

private:
#if PLAIT_KNOWS_ASIO_FRAMES
    friend struct join_wait;
#else
    friend awaitable<void> join_wait(join*, starter*, void*);
#endif

    [[nodiscard]] task_frame& open(child* watcher, const inheritance* given);
    void launch(task_frame&);
    void arrive(task_frame&, std::exception_ptr& error, bool abandoned) noexcept override;
    class resumption;
    void resume_parent() noexcept;
    void post_resumption() noexcept;
    void destroy_parent() noexcept;

    void cancel_from(task_frame* first, bool only_that) noexcept;
    void walk() noexcept;
    [[nodiscard]] bool walk_a_step() noexcept; // false: no step was left
    void end_walk() noexcept;
    void hold(auto handler)
    {
        waiting_.hold(std::move(handler));
        if (task* parent = parent_.task())
            parent->wait_for(*this);
    }
    [[nodiscard]] suspension& release() noexcept
    {
        if (task* parent = parent_.task())
            parent->go_on();
        return waiting_;
    }
    void caller_cancelled() noexcept; // the caller was cancelled while it waits; idempotent, as `cancel` is
    [[nodiscard]] bool hear_caller() noexcept; // false: the caller is cancelled no further than before
    // Starts the tasks. Returns true if some of them run on.
    [[nodiscard]] bool begin(starter* start, void* closure, const boost::asio::cancellation_state& caller) noexcept;

    const executor parent_;
    const char* const name_;
    const inheritance* const origin_;
    task_frame* first_ = nullptr;
    task_frame* next_to_cancel_ = nullptr;
    std::size_t running_ = 0;
    task_frame* caller_ = nullptr; // the task that waits; null: a coroutine waits that no join has started
    void (*on_cancelled_)(void* closure, urgency) = nullptr;
    void* on_cancelled_closure_ = nullptr;
    std::exception_ptr error_;
    suspension waiting_; // holds the parent
    friend struct join_list;
    join* next_ = nullptr; // in the list of joins that a walk has come to
    urgency cancelled_ = urgency::none;
    urgency caller_cancelled_ = urgency::none;
    bool walking_ = false;  // true while tasks are being cancelled; the parent is not resumed before that is over
    bool leaving_ = false;  // true: the parent will be resumed, unless a task is started before
    bool only_one_ = false; // true: the walk cancels only one task
    bool must_ask_ = false; // true: the caller was cancelled, and the walk begins with `on_cancelled_`
    bool asking_ = false;   // true while `on_cancelled_` says what the walk must cancel
    result<void> none_;
#if PLAIT_KNOWS_ASIO_FRAMES
    suspended_stack::result_type nothing_;
#endif
};

//
// Implementation
//

template <class Start>
auto join::run(Start&& start)
{
    using closure = std::remove_reference_t<Start>;
    return join_wait(this, [](void* stored) { (*static_cast<closure*>(stored))(); }, &start);
}

template <class Start, class OnCancelled>
auto join::run(Start&& start, OnCancelled& on_cancelled)
{
    on_cancelled_ = [](void* stored, urgency how) { (*static_cast<OnCancelled*>(stored))(how); };
    on_cancelled_closure_ = &on_cancelled;
    return run(std::forward<Start>(start));
}

} // namespace plait::detail
