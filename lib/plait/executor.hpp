#pragma once

#include <plait/detail/current.hpp>

#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/require.hpp>

#include <type_traits>
#include <utility>

namespace plait {

namespace detail {
class door;
template <class Function>
class posted;
} // namespace detail

/// The one door: every resumption of every plait coroutine passes through `execute`.
///
///     plait::executor here = co_await boost::asio::this_coro::executor;
///     boost::asio::ip::tcp::socket socket(here); // completions come back through the door
///
/// An executor names the loop that runs the coroutine and the task the coroutine belongs to. It is concrete (no type
/// erasure), and satisfies Asio's executor requirements: `blocking.possibly` (the default) runs the function at once
/// when called on the executor's own loop, `blocking.never` always queues it. `outstanding_work` is not offered: a loop
/// runs until its runtime stops it, whether or not there is work.
///
/// Errors: an exception that leaves a function run at once goes to the caller of `execute`; one that leaves a queued
///   function stops the runtime and is rethrown by `runtime::run`.
///
/// Lifetime: an executor may outlive its task (it then stands for the loop), not its runtime.
///
/// Threads: `execute` is safe from any thread; copies and comparisons too.
///
/// Cost: two words to copy; nothing is counted or allocated. Running at once sets and restores one thread-local.
class executor {
public:
    template <class Function>
    void execute(Function&& function) const;

    [[nodiscard]] boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept
    {
        return *task_->context;
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

    /// For plait itself.
    explicit executor(detail::task& task) noexcept : executor(task, task.generation, false) {}
    [[nodiscard]] detail::loop& owner() const noexcept { return *task_->owner; }
    [[nodiscard]] bool runs_here() const noexcept { return detail::current.owner == task_->owner; }

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

/// Makes the executor's task the current one, for the time of a resumption. On the executor's loop only.
class door {
public:
    explicit door(const executor& through) noexcept
        : before_(std::exchange(
              current.running, through.task_->generation == through.generation_ ? through.task_ : nullptr))
    {
    }
    ~door() { current.running = before_; }
    door(const door&) = delete;
    door& operator=(const door&) = delete;

private:
    task* before_;
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
        door opened(through_);
        std::move(function_)();
    }

private:
    executor through_;
    Function function_;
};

} // namespace detail

template <class Function>
void executor::execute(Function&& function) const
{
    if (!blocking_never_ && runs_here()) {
        std::decay_t<Function> local(std::forward<Function>(function));
        detail::door opened(*this);
        std::move(local)();
    } else {
        boost::asio::require(task_->context->get_executor(), boost::asio::execution::blocking.never)
            .execute(detail::posted<std::decay_t<Function>>(*this, std::forward<Function>(function)));
    }
}

} // namespace plait
