#pragma once

#include <plait/detail/timer_queue.hpp>
#include <plait/executor.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <span>

namespace plait::detail {

/// One `io_context`, and the thread that calls `run` for the time of that call. Owns the tasks and the timers of what
/// runs there. All is for the loop's own thread, except `stop` and posting through an executor.
class loop {
public:
    enum class time { real, virtual_ };

    explicit loop(time = time::real);
    ~loop(); // abandons what is still suspended; see `tear_down`
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    [[nodiscard]] executor root() noexcept { return executor(root_); }
    [[nodiscard]] task& open(task* parent, const char* name);
    void close(task&) noexcept;
    [[nodiscard]] std::size_t open_tasks() const noexcept { return open_tasks_; }

    void add(timer&, clock::time_point due);
    void remove(timer&) noexcept;

    void run();  // until stopped; an exception that leaves a handler leaves it too
    void stop(); // from any thread
    void restart();

    // Virtual time: run what can run now; then go on to the next timer (false: there is none). One timer at a time, so
    // that what it sets off is done before the next one of that moment.
    void run_ready();
    bool advance();
    [[nodiscard]] clock::time_point virtual_now() const noexcept { return virtual_now_; }

    // Destroys every suspended coroutine, children before parents. What is left to do then may have moved to another
    // loop, so a runtime calls it on all its loops until nothing moves, and only then destroys them.
    void tear_down() noexcept;

    // All loops of the runtime, this one among them.
    [[nodiscard]] std::span<loop* const> siblings() const noexcept { return siblings_; }
    void set_siblings(std::span<loop* const> all) noexcept { siblings_ = all; }

private:
    struct context : boost::asio::io_context {
        using boost::asio::io_context::io_context;
        using boost::asio::execution_context::shutdown;
    };
    class running; // makes this loop the thread's current one

    void arm();
    void fire_due(clock::time_point now);

    // Declared first: executors point to tasks until the very end.
    std::deque<task> tasks_;
    task root_;
    task* free_tasks_ = nullptr;
    std::size_t open_tasks_ = 0;
    timer_queue timers_;
    const time time_;
    clock::time_point virtual_now_{};
    loop* const alone_ = this;
    std::span<loop* const> siblings_{&alone_, 1};
    context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    // One timer for the whole queue: it is set again only when an earlier deadline comes in, so a timeout that is
    // removed before it is due costs no system call.
    boost::asio::steady_timer driver_;
    clock::time_point driver_due_ = clock::time_point::max();
};

} // namespace plait::detail
