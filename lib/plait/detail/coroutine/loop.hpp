#pragma once

// Who destroys a suspended coroutine when its loop goes away
//
// A suspended coroutine has one owner: the object that would resume it. When the loop goes away, `loop::tear_down`
// resumes no coroutine. Each owner destroys its coroutine instead, and the frames of the coroutines that await it go
// with it:
//
//   suspended in                              its owner                              destroyed by
//   an operation of Asio                      the operation's handler                Asio's shutdown
//   a sleep                                   the sleep's own frame, a timer         timer::abandon
//   a waiter: a lock, an event, a channel     the waiter, which the loop lists       waiter::destroy
//   a join, whose tasks still run             the join                               the last task that arrives
//   nothing any more: it is on its way back   the queued function that resumes it    the loop, with its queue
//
// A task whose coroutine was destroyed has not ended, but it arrives at its owner all the same, as abandoned. So a tree
// of tasks is destroyed from its leaves to its root, as children use the variables of their parents. A child may be on
// another loop than its parent. That is why a runtime tears down all its loops, again and again until nothing moves,
// and only then destroys them.
//
// Two rules follow from this. First, an object that keeps a pointer into a coroutine's frame (a queue, a list of
// timers) loses it in the destructor of the object that stands in the frame, and in no other way. Second, a coroutine
// may have been given something (a lock, a place, the lead of a shared call) and be destroyed before it has run again.
// The same destructor then gives that to the next task that waits.

#include <plait/detail/coroutine/task_frame.hpp>
#include <plait/detail/kernel/frame_pool.hpp>
#include <plait/detail/kernel/timer_queue.hpp>
#include <plait/executor.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cassert>
#include <functional>
#include <memory>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace plait::detail {

struct join_list;
class thread_pool;
class waiter;
class simulation_hook;

/// One `io_context`, and the thread that calls `run` for the time of that call. A loop owns the tasks and the timers of
/// what runs there. Everything is for the loop's own thread, except `stop` and posting through an executor.
class loop {
public:
    explicit loop(simulation_hook* simulated = nullptr); // the hook must outlive the loop
    ~loop(); // calls `tear_down`
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    [[nodiscard]] executor root() noexcept { return executor(root_); }
    [[nodiscard]] task_frame& open(task_owner& by)
    {
        task_frame& opened = free_tasks_ ? *std::exchange(free_tasks_, free_tasks_->links.next) : new_task_frame();
        opened.links.owner = &by;
        ++opened.generation;
        ++open_tasks_;
        return opened;
    }
    void close(task_frame& closed) noexcept
    {
        assert(closed.owner == this);
        ++closed.generation;
        --open_tasks_;
    }
    void reuse(task_frame& closed) noexcept // the next task to be opened gets this closed one
    {
        closed.links.next = std::exchange(free_tasks_, &closed);
    }
    [[nodiscard]] std::size_t open_tasks() const noexcept { return open_tasks_; }

    void add(timer&, clock::time_point due);
    void remove(timer&) noexcept;

    /// Random numbers for jitter. In a simulation they are always the same numbers.
    [[nodiscard]] std::minstd_rand& random() noexcept { return random_; }

    void run();  // returns when stopped; an exception that leaves a handler leaves this function, too
    void stop(); // may be called from any thread
    void restart();

    std::size_t poll(); // runs the handlers that Asio has ready now; returns their number

    // A simulation calls these two, if the loop belongs to one. The simulation then keeps the steps that the loop
    // posts, and the loop's own queue stays empty.
    void step(queued&, bool run); // runs the step; if `run` is false, destroys it instead
    void fire(timer&);
    [[nodiscard]] const timer_queue& timers() const noexcept { return timers_; }
    void visit_tasks(const std::function<void(const task&)>&) const; // visits the open tasks, in no particular order
    [[nodiscard]] bool has_waiters() const noexcept { return first_waiter_ != nullptr; }
    [[nodiscard]] const task& root_task() const noexcept { return root_; }

    /// Destroys every suspended coroutine, as the head of this file describes. A second call does nothing.
    void tear_down() noexcept;

    // While a join walks through the tasks below it (see join.cpp): the joins that the walk still has to visit.
    struct {
        join_list* cancelling = nullptr;
        join_list* destroying = nullptr;
    } walks;

    // All loops of the runtime, this one among them.
    [[nodiscard]] std::span<loop* const> siblings() const noexcept { return siblings_; }
    void set_siblings(std::span<loop* const> all) noexcept { siblings_ = all; }

    // The pool in which `blocking` runs its functions; null for a loop without a runtime.
    [[nodiscard]] thread_pool* threads() const noexcept { return threads_; }
    void set_threads(thread_pool& shared) noexcept { threads_ = &shared; }

private:
    struct context : boost::asio::io_context {
        using boost::asio::io_context::io_context;
        using boost::asio::execution_context::shutdown;
    };
    struct entry_block;
    class running; // makes this loop the thread's current one

    friend boost::asio::execution_context& context_of(loop&) noexcept;
    friend void post_from_outside(loop&, queued&);
    friend void queue_here(const executor&, queued&);
    void schedule_batch();
    void run_batch();
    [[nodiscard]] bool drop_ready() noexcept;
    void arm();
    void fire_due(clock::time_point now);

    friend class waiter;

    [[nodiscard]] task_frame& new_task_frame();

    // These members are declared first, to be destroyed last: until the very end executors point to tasks, and frames
    // go back to the pool.
    std::vector<std::unique_ptr<entry_block>> tasks_;
    task root_;
    task_frame* free_tasks_ = nullptr;
    std::size_t open_tasks_ = 0;
    frame_pool pool_;
    ready_queue ready_;
    waiter* first_waiter_ = nullptr;
    timer_queue timers_;
    simulation_hook* const simulated_;
    std::minstd_rand random_;
    loop* const alone_ = this;
    std::span<loop* const> siblings_{&alone_, 1};
    thread_pool* threads_ = nullptr;
    context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    // One timer of Asio serves the whole queue. It is set again only when an earlier deadline comes in, so a timeout
    // that is removed before it is due costs no system call.
    boost::asio::steady_timer driver_;
    clock::time_point driver_due_ = clock::time_point::max();
};

} // namespace plait::detail
