#pragma once

#include <plait/detail/kernel/current.hpp>
#include <plait/detail/kernel/frame_pool.hpp>
#include <plait/detail/kernel/pulse.hpp>
#include <plait/detail/kernel/simulation_hook.hpp>

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace plait {

namespace detail {
class door;
template <class Function>
class posted;
[[nodiscard]] boost::asio::execution_context& context_of(loop&) noexcept;
} // namespace detail

/// Plait's executor. It is the one door into a loop: every resumption of every plait coroutine passes through
/// `execute`.
///
///     plait::executor here = co_await boost::asio::this_coro::executor;
///     boost::asio::ip::tcp::socket socket(here); // completions come back through the door
///
/// An executor names the loop that runs the coroutine and the task that the coroutine belongs to. It is a concrete type
/// (no type erasure), and satisfies Asio's executor requirements. `blocking.possibly` (the default) runs the function
/// at once when called on the executor's own loop. If a hundred functions run inside each other already, it queues the
/// function, as the stack is not endless. `blocking.never` always queues the function. `outstanding_work` is not
/// offered: a loop runs until its runtime stops it, whether there is work or not.
///
/// Errors: an exception that leaves a function that is run at once goes to the caller of `execute`. An exception that
///   leaves a queued function stops the runtime and is rethrown by `runtime::run`. Queueing a function takes memory.
///   Without memory `execute` throws `std::bad_alloc`. Where there is no caller to tell, as in the destructor that
///   unlocks a mutex, the process ends.
///
/// Lifetime: an executor may outlive its task (it then stands for the loop), not its runtime.
///
/// Threads: `execute`, copies and comparisons are safe on any thread.
///
/// Cost: two words to copy; nothing is counted or allocated. Running at once sets and restores one thread-local.
class executor {
public:
    template <class Function>
    void execute(Function&& function) const;

    [[nodiscard]] boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept
    {
        return detail::context_of(owner());
    }
    [[nodiscard]] static constexpr auto query(boost::asio::execution::mapping_t) noexcept
    {
        return boost::asio::execution::mapping_t(boost::asio::execution::mapping.thread);
    }
    [[nodiscard]] constexpr auto query(boost::asio::execution::blocking_t) const noexcept
    {
        return blocking_never_ ? boost::asio::execution::blocking_t(boost::asio::execution::blocking.never)
                               : boost::asio::execution::blocking_t(boost::asio::execution::blocking.possibly);
    }
    [[nodiscard]] executor require(boost::asio::execution::blocking_t::never_t) const noexcept
    {
        return executor(*task_, generation_, true);
    }
    [[nodiscard]] executor require(boost::asio::execution::blocking_t::possibly_t) const noexcept
    {
        return executor(*task_, generation_, false);
    }

    friend bool operator==(const executor&, const executor&) noexcept = default;

    /// The rest is for plait itself.
    explicit executor(detail::task& task) noexcept : executor(task, task.generation, false) {}
    [[nodiscard]] detail::loop& owner() const noexcept { return *task_->owner; }
    [[nodiscard]] bool runs_here() const noexcept { return detail::current.owner == task_->owner; }
    [[nodiscard]] detail::task* task() const noexcept // null: the task has ended
    {
        return task_->generation == generation_ ? task_ : nullptr;
    }

private:
    friend detail::door;

    executor(detail::task& task, std::uint32_t generation, bool blocking_never) noexcept
        : task_(&task), generation_(generation), blocking_never_(blocking_never)
    {
    }

    detail::task* task_;
    std::uint32_t generation_;
    bool blocking_never_;
};

//
// Implementation
//

namespace detail {

/// Makes the executor's task the current one, for the time of a resumption. It is used only on the executor's loop.
class door {
public:
    // Functions that run inside each other share one stack: a resumption takes some 1 KiB of it, and ten times that
    // much under AddressSanitizer.
    static constexpr int deepest = 100;

    explicit door(const executor& through) noexcept : door(through.task()) {}
    explicit door(task* entered) noexcept : before_(std::exchange(current.running, entered)) // null: the loop itself
    {
        ++current.depth;
    }
    ~door()
    {
        current.running = before_;
        --current.depth;
    }
    door(const door&) = delete;
    door& operator=(const door&) = delete;

private:
    task* before_;
};

/// The door that a coroutine is resumed through. Who captures stacks finds here where the coroutine's frames end, as
/// what stands before them may be another task's. Who watches threads sees here that a step begins.
class resuming_door final : door {
public:
    explicit resuming_door(const executor& through) noexcept : resuming_door(through.task()) {}
    explicit resuming_door(task* entered) noexcept : door(entered), stack_end_before_(pulse.end())
    {
        if (entered)
            entered->resumed_at = pulse_milliseconds.load(std::memory_order_relaxed);
        if (pulse.flags.load(std::memory_order_relaxed) != 0) [[unlikely]]
            tell_door_observers(pulse, entered);
        pulse.stack_end.store(this, std::memory_order_relaxed);
    }
    ~resuming_door() { pulse.stack_end.store(stack_end_before_, std::memory_order_relaxed); }

private:
    const void* stack_end_before_;
};

template <class Function>
class posted {
public:
    template <class F>
    posted(const executor& through, F&& function) : through_(through), function_(std::forward<F>(function))
    {
    }

    void operator()()
    {
        resuming_door opened(through_);
        std::move(function_)();
    }

private:
    executor through_;
    Function function_;
};

/// Allocates a function that is made on one thread and run on another. Pools would not do: the pool of the thread that
/// runs such functions would only grow, and the pool of the other thread would never get a block back.
struct plain_memory {
    [[nodiscard]] static void* allocate(std::size_t size) { return ::operator new(size); }
    static void deallocate(void* memory, std::size_t) noexcept { ::operator delete(memory); } // see frame_pool
};

/// A function that waits to be run by its loop.
template <class Function, class Memory>
class queued_function final : private queued {
public:
    template <class F>
    [[nodiscard]] static queued& make(const executor& through, F&& function)
    {
        void* memory = Memory::allocate(sizeof(queued_function));
        try {
            return *::new (memory) queued_function(through, std::forward<F>(function));
        } catch (...) {
            Memory::deallocate(memory, sizeof(queued_function));
            throw;
        }
    }

private:
    template <class F>
    queued_function(const executor& through, F&& function)
        : queued{nullptr, &act}, function_(through, std::forward<F>(function))
    {
    }

    static void act(queued* base, bool run)
    {
        auto* self = static_cast<queued_function*>(base);
        posted<Function> function(std::move(self->function_));
        std::destroy_at(self);
        Memory::deallocate(self, sizeof(queued_function));
        if (run)
            function();
    }

    posted<Function> function_;
};

// If one of these two throws, it has destroyed the queued function.
void queue_here(const executor& through, queued&);
void post_from_outside(loop&, queued&);

template <class Function>
void queue(const executor& through, Function&& function)
{
    using plain = std::decay_t<Function>;
    if (!through.runs_here() && !current.simulated) {
        post_from_outside(
            through.owner(), queued_function<plain, plain_memory>::make(through, std::forward<Function>(function)));
        return;
    }
    queued& made = queued_function<plain, frame_pool>::make(through, std::forward<Function>(function));
    if (!current.simulated && current.ready->scheduled) [[likely]]
        current.ready->push(&made);
    else
        queue_here(through, made);
}

} // namespace detail

template <class Function>
void executor::execute(Function&& function) const
{
    if (blocking_never_ || !runs_here() || detail::current.depth >= detail::door::deepest) {
        detail::queue(*this, std::forward<Function>(function));
    } else {
        std::decay_t<Function> local(std::forward<Function>(function));
        detail::resuming_door opened(*this);
        std::move(local)();
    }
}

} // namespace plait
