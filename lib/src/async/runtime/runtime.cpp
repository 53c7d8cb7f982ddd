#include <plait/runtime.hpp>

#include "platform/cores.hpp"
#include "platform/signals.hpp"

#include "async/kernel/thread_list.hpp"
#include "async/runtime/kept_signal_handlers.hpp"
#include "async/runtime/thread_pool.hpp"
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/state_lock.hpp>
#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <new>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace plait {

namespace {

// Makes `main` a task: `shield` works only in tasks, and lists of tasks and profiles show only these.
awaitable<void> as_task(awaitable<void> main)
{
    detail::join only(co_await asio::this_coro::executor, "run");
    co_await only.run([&] { only.start(std::move(main)); });
    only.rethrow_error();
}

/// Threads that are waited for at the end. This stands for std::jthread, which not every standard library has.
class joined_threads {
public:
    joined_threads() = default;
    joined_threads(const joined_threads&) = delete;
    joined_threads& operator=(const joined_threads&) = delete;
    ~joined_threads()
    {
        for (std::thread& each : all_)
            each.join();
    }

    template <class Function>
    void start(Function&& function)
    {
        all_.emplace_back(std::forward<Function>(function));
    }

private:
    std::vector<std::thread> all_;
};

const boost::system::error_code no_memory = make_error_code(boost::system::errc::not_enough_memory);

/// Throws an error with a text such as "cannot make thread 12 of 64: Resource temporarily unavailable".
[[noreturn]] void cannot_make(const char* what, std::size_t number, std::size_t of, boost::system::error_code why)
{
    throw boost::system::system_error(
        why, std::string("plait::runtime: cannot make ") + what + " " + std::to_string(number) + " of "
                 + std::to_string(of));
}

void listen_for_ending(std::optional<asio::basic_signal_set<executor>>& signals, executor here)
{
    try {
        signals.emplace(here);
        for (int each : platform::ending_signals())
            if (!platform::kept_ignored(each))
                signals->add(each);
    } catch (const boost::system::system_error& failed) {
        throw boost::system::system_error(failed.code(), "plait::runtime: cannot wait for signals");
    }
}

} // namespace

class runtime::implementation {
public:
    explicit implementation(std::size_t loops)
    {
        if (loops == 0)
            throw std::invalid_argument("plait::runtime: 0 loops; give at least 1");
        for (std::size_t i = 0; i < loops; ++i)
            add_loop(i + 1, loops);
        for (detail::loop* each : loops_) {
            each->set_siblings(loops_);
            each->set_threads(threads_);
        }
    }

    ~implementation() { tear_down(); }

    void run_to_end(awaitable<void> main, bool for_result);

    [[nodiscard]] std::size_t loops() const noexcept { return loops_.size(); }

private:
    void add_loop(std::size_t number, std::size_t of);
    void start_threads(joined_threads&);
    void run_loop(std::size_t number) noexcept;
    void fail(std::exception_ptr) noexcept;
    [[nodiscard]] std::exception_ptr failure() noexcept { return detail::locked(failing_), failure_; }
    void stop() noexcept;
    void tear_down() noexcept;

    detail::thread_pool threads_; // starts no thread until `blocking` needs one
    std::vector<std::unique_ptr<detail::loop>> all_;
    std::vector<detail::loop*> loops_;
    detail::state_lock failing_;
    std::exception_ptr failure_ PLAIT_GUARDED_BY(failing_); // the exception that left a handler, past any coroutine
};

void runtime::implementation::add_loop(std::size_t number, std::size_t of)
{
    try {
        loops_.push_back(all_.emplace_back(std::make_unique<detail::loop>()).get());
    } catch (const boost::system::system_error& failed) {
        cannot_make("loop", number, of, failed.code());
    } catch (const std::bad_alloc&) {
        cannot_make("loop", number, of, no_memory);
    }
}

void runtime::implementation::start_threads(joined_threads& threads)
{
    std::size_t number = 2; // the first loop runs on the caller's thread
    try {
        for (; number <= loops_.size(); ++number)
            threads.start([this, number] { run_loop(number - 1); });
    } catch (const std::system_error& failed) {
        cannot_make("thread", number, loops_.size(), {failed.code().value(), boost::system::generic_category()});
    } catch (const std::bad_alloc&) {
        cannot_make("thread", number, loops_.size(), no_memory);
    }
}

void runtime::implementation::run_to_end(awaitable<void> main, bool for_result)
{
    if (detail::current.owner)
        throw std::logic_error(
            "plait::run was called from inside a loop, which would block it: co_await the coroutine instead");
    if (failure())
        throw std::logic_error("plait::runtime: run after an exception had stopped it; make a new runtime");

    const executor first = loops_.front()->root();
    const detail::kept_signal_handlers kept;
    std::optional<asio::basic_signal_set<executor>> signals;
    listen_for_ending(signals, first);
    // The cancellation signal is shared, because a signal handler that comes when `main` has just finished stays queued
    // on the loop after this function returns.
    auto cancel = std::make_shared<asio::cancellation_signal>();
    bool interrupted = false;
    signals->async_wait([&signals, &interrupted, alive = std::weak_ptr(cancel)](boost::system::error_code ended, int) {
        auto asked = alive.lock();
        if (ended || !asked)
            return;
        interrupted = true;
        signals->clear(); // the next signal ends the process, as if no handler had been set
        asked->emit(asio::cancellation_type::terminal);
    });

    std::exception_ptr thrown_by_main;
    asio::co_spawn(first, as_task(std::move(main)), asio::bind_cancellation_slot(cancel->slot(), [&](std::exception_ptr thrown) {
                       thrown_by_main = std::move(thrown);
                       stop();
                   }));

    {
        joined_threads threads;
        try {
            start_threads(threads);
        } catch (...) { // the system gives no more threads; those that have started stop
            fail(std::current_exception());
        }
        run_loop(0);
    }

    if (const std::exception_ptr failed = failure()) {
        tear_down(); // coroutines that are suspended refer to `main`'s result, and to variables of this function
        std::rethrow_exception(failed);
    }
    for (detail::loop* each : loops_)
        each->restart();
    if (!thrown_by_main)
        return;
    if (!interrupted || !detail::is_cancellation(thrown_by_main))
        std::rethrow_exception(thrown_by_main);
    if (for_result)
        throw boost::system::system_error(error::interrupted);
}

void runtime::implementation::run_loop(std::size_t number) noexcept
{
    const detail::registered_thread here(static_cast<int>(number), loops_[number]);
    try {
        loops_[number]->run();
    } catch (...) {
        fail(std::current_exception());
    }
}

void runtime::implementation::fail(std::exception_ptr thrown) noexcept
{
    {
        detail::locked inside(failing_);
        if (!failure_)
            failure_ = std::move(thrown);
    }
    stop();
}

void runtime::implementation::stop() noexcept
{
    for (detail::loop* each : loops_)
        each->stop();
}

// The loops are torn down in turns, for the reason that loop.hpp gives.
void runtime::implementation::tear_down() noexcept
{
    threads_.close(); // the pool is closed first, as its functions use the frames of the tasks that wait for them
    auto open = [&] {
        return std::accumulate(loops_.begin(), loops_.end(), std::size_t(0), [](std::size_t sum, detail::loop* each) {
            return sum + each->open_tasks();
        });
    };
    std::size_t before = 0;
    do {
        before = open();
        for (int twice = 0; twice < 2; ++twice)
            for (detail::loop* each : loops_)
                each->tear_down();
    } while (open() != before);
}

runtime::runtime(detail::count_argument loops)
    : implementation_(std::make_unique<implementation>(loops.of("plait::runtime")))
{
}
runtime::~runtime() = default;

std::size_t runtime::loops() const noexcept
{
    return implementation_->loops();
}

std::size_t runtime::cores() noexcept
{
    const unsigned found = platform::usable_cores();
    return found == 0 ? 1 : found;
}

void runtime::run_to_end(awaitable<void> main, bool for_result)
{
    implementation_->run_to_end(std::move(main), for_result);
}

} // namespace plait
