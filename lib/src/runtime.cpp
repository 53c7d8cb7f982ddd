#include <plait/runtime.hpp>

#include <plait/detail/loop.hpp>
#include <plait/detail/thread_pool.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

namespace asio = boost::asio;

namespace plait {

namespace {

/// Keeps how the program handles SIGINT and SIGTERM while a runtime handles them: Asio would leave the defaults behind.
/// Counted, as runtimes of several threads may overlap.
class kept_signal_handlers {
public:
    kept_signal_handlers()
    {
        std::scoped_lock lock(mutex);
        if (users++ == 0) {
            interrupt = current(SIGINT);
            terminate = current(SIGTERM);
        }
    }
    ~kept_signal_handlers()
    {
        std::scoped_lock lock(mutex);
        if (--users == 0) {
            set(SIGINT, interrupt);
            set(SIGTERM, terminate);
        }
    }
    kept_signal_handlers(const kept_signal_handlers&) = delete;
    kept_signal_handlers& operator=(const kept_signal_handlers&) = delete;

private:
#ifdef BOOST_ASIO_HAS_SIGACTION
    using action = struct sigaction;
    static action current(int signal) noexcept
    {
        action found{};
        sigaction(signal, nullptr, &found);
        return found;
    }
    static void set(int signal, const action& handled) noexcept
    {
        sigaction(signal, &handled, nullptr);
    }
#else
    using action = void (*)(int);
    static action current(int signal) noexcept
    {
        return std::signal(signal, SIG_DFL);
    }
    static void set(int signal, action handled) noexcept
    {
        std::signal(signal, handled);
    }
#endif

    static inline std::mutex mutex;
    static inline int users = 0;
    static inline action interrupt;
    static inline action terminate;
};

} // namespace

class runtime::implementation {
public:
    explicit implementation(std::size_t loops)
    {
        if (loops == 0)
            throw std::invalid_argument("plait::runtime: 0 loops; give at least 1");
        for (std::size_t i = 0; i < loops; ++i)
            loops_.push_back(all_.emplace_back(std::make_unique<detail::loop>()).get());
        for (detail::loop* each : loops_) {
            each->set_siblings(loops_);
            each->set_threads(threads_);
        }
    }

    ~implementation() { tear_down(); }

    void run_to_end(awaitable<void> main);

    [[nodiscard]] std::size_t loops() const noexcept { return loops_.size(); }

private:
    void run_loop(detail::loop&) noexcept;
    void fail(std::exception_ptr) noexcept;
    void stop() noexcept;
    void tear_down() noexcept;

    detail::thread_pool threads_; // it starts none until `blocking` needs one
    std::vector<std::unique_ptr<detail::loop>> all_;
    std::vector<detail::loop*> loops_;
    std::mutex failing_;
    std::exception_ptr failure_; // left a handler, past any coroutine
};

void runtime::implementation::run_to_end(awaitable<void> main)
{
    if (detail::current.owner)
        throw std::logic_error(
            "plait::run was called from inside a loop, which would block it: co_await the coroutine instead");
    if (failure_)
        throw std::logic_error("plait::runtime: run after an exception had stopped it; make a new runtime");

    const executor first = loops_.front()->root();
    const kept_signal_handlers kept;
    asio::basic_signal_set<executor> signals(first, SIGINT, SIGTERM);
    // Shared, because a signal that comes when `main` has just finished stays queued on the loop after this returns.
    auto cancel = std::make_shared<asio::cancellation_signal>();
    signals.async_wait([&signals, alive = std::weak_ptr(cancel)](boost::system::error_code ended, int) {
        auto asked = alive.lock();
        if (ended || !asked)
            return;
        signals.clear(); // the next one ends the process, as if nobody had asked for it
        asked->emit(asio::cancellation_type::terminal);
    });

    std::exception_ptr error;
    asio::co_spawn(first, std::move(main), asio::bind_cancellation_slot(cancel->slot(), [&](std::exception_ptr thrown) {
                       error = std::move(thrown);
                       stop();
                   }));

    {
        std::vector<std::jthread> threads;
        try {
            for (detail::loop* each : loops_)
                if (each != loops_.front())
                    threads.emplace_back([this, each] { run_loop(*each); });
        } catch (...) { // no more threads to be had; those that are there stop
            fail(std::current_exception());
        }
        run_loop(*loops_.front());
    }

    if (failure_) {
        tear_down(); // now: what is suspended refers to `main`'s result, and to what is here
        std::rethrow_exception(failure_);
    }
    for (detail::loop* each : loops_)
        each->restart();
    if (error)
        std::rethrow_exception(error);
}

void runtime::implementation::run_loop(detail::loop& each) noexcept
{
    try {
        each.run();
    } catch (...) {
        fail(std::current_exception());
    }
}

void runtime::implementation::fail(std::exception_ptr thrown) noexcept
{
    {
        std::scoped_lock lock(failing_);
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

// A child on one loop that is destroyed tells its join on another, so the loops take turns until nothing moves.
void runtime::implementation::tear_down() noexcept
{
    threads_.close(); // first, as its functions use the frames of those that wait for them
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

runtime::runtime(std::size_t loops) : implementation_(std::make_unique<implementation>(loops)) {}
runtime::~runtime() = default;

std::size_t runtime::loops() const noexcept
{
    return implementation_->loops();
}

std::size_t runtime::cores() noexcept
{
#ifdef __linux__ // hardware_concurrency does not see taskset
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
        return static_cast<std::size_t>(CPU_COUNT(&allowed));
#endif
    const unsigned found = std::thread::hardware_concurrency();
    return found == 0 ? 1 : found;
}

void runtime::run_to_end(awaitable<void> main)
{
    implementation_->run_to_end(std::move(main));
}

} // namespace plait
