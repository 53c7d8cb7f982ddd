// Measures what it costs to increment a number that 1000 tasks share, for each increment, on one thread and on two.

#include "asio_alone.hpp"
#include "support.hpp"

#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace bench;
using plait::awaitable;

namespace {

constexpr int tasks = 1000;
constexpr int increments = 1000; // by each task
constexpr int total = tasks * increments;

//
// The ways to share. Each is one task, and returns the number at the end
//

struct in_guarded {
    plait::guarded<int> shared{0};

    awaitable<void> task()
    {
        for (int i = 0; i < increments; ++i)
            co_await shared.with([](int& n) { ++n; });
    }
    int value()
    {
        return run(shared.with([](int& n) { return n; }));
    }
};

struct in_atomic {
    std::atomic<int> shared = 0;

    awaitable<void> task()
    {
        for (int i = 0; i < increments; ++i)
            ++shared;
        co_return;
    }
    int value() { return shared; }
};

struct under_mutex {
    std::mutex mutex;
    int shared = 0;

    awaitable<void> task()
    {
        for (int i = 0; i < increments; ++i) {
            const std::lock_guard lock(mutex);
            shared = shared + 1;
        }
        co_return;
    }
    int value() { return shared; }
};

using strand = asio::strand<io_executor>;

/// Here a task stays on the strand between its increments. On the strand, a dispatch runs at once.
io_awaitable<void> by_dispatch(strand& alone, int& shared)
{
    for (int i = 0; i < increments; ++i) {
        co_await asio::dispatch(asio::bind_executor(alone, asio::deferred));
        ++shared;
    }
}

io_awaitable<void> by_post(strand& alone, int& shared)
{
    for (int i = 0; i < increments; ++i) {
        co_await asio::post(asio::bind_executor(alone, asio::deferred));
        ++shared;
    }
}

//
// The measurement
//

struct speed {
    double nanoseconds; // wall time for each increment
    double cores;       // how many were in use; with one only, the two threads took turns and did not meet
};

/// This also measures the start and the end of the threads. With so many increments, that is far less than a nanosecond
/// for each.
speed measure_increments(const std::function<void()>& all_tasks)
{
    samples nanoseconds;
    samples cores;
    for (std::size_t i = 0; i < nanoseconds.size(); ++i) {
        const std::clock_t cpu_begin = std::clock(); // the CPU time of all threads
        const stopwatch watch;
        all_tasks();
        const double wall = watch.nanoseconds();
        nanoseconds[i] = wall / total;
        cores[i] = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC * 1e9 / wall;
    }
    return {median(nanoseconds), median(cores)};
}

void check(int value, int runs)
{
    if (value != total * runs) {
        std::fprintf(stderr, "increments were lost: %d of %d are left\n", value, total * runs);
        std::exit(1);
    }
}

template <class Way>
speed measure_plait(std::size_t loops)
{
    Way way;
    auto on_each_loop = [&]() -> awaitable<> {
        std::vector<awaitable<void>> children;
        for (std::size_t i = 0; i < tasks / loops; ++i)
            children.push_back(way.task());
        co_await plait::run_concurrent(std::move(children));
    };
    plait::runtime runtime(loops);
    const speed measured = measure_increments([&] { runtime.run(plait::on_all_loops(on_each_loop)); });
    check(way.value(), std::tuple_size_v<samples>);
    return measured;
}

speed measure_strand(io_awaitable<void> (*task)(strand&, int&), std::size_t threads)
{
    asio::io_context context(static_cast<int>(threads));
    strand alone(context.get_executor());
    int shared = 0;
    const speed measured = measure_increments([&] {
        for (int i = 0; i < tasks; ++i)
            asio::co_spawn(context, task(alone, shared), rethrow);
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back([&] { context.run(); });
        context.run();
        others.clear(); // joins the threads
        context.restart();
    });
    check(shared, std::tuple_size_v<samples>);
    return measured;
}

void add(table& to, const std::string& title, speed one_thread, speed two_threads)
{
    to.add(
        {title, number(one_thread.nanoseconds, 1), number(two_threads.nanoseconds, 1), number(two_threads.cores, 1)});
}

template <class Way>
void add_plait(table& to, const std::string& title)
{
    add(to, title, measure_plait<Way>(1), measure_plait<Way>(2));
}

void add_strand(table& to, const std::string& title, io_awaitable<void> (*task)(strand&, int&))
{
    add(to, title, measure_strand(task, 1), measure_strand(task, 2));
}

} // namespace

int main()
{
    // In a program that never had a second thread, mutexes and reference counts cost nothing. No server is like that.
    std::thread([] {}).join();

    table ways("A number that 1000 tasks share, for each increment", {"1 thread: ns", "2 threads: ns", "cores in use"});
    add_plait<in_guarded>(ways, "guarded");
    add_plait<in_atomic>(ways, "std::atomic");
    add_plait<under_mutex>(ways, "std::mutex");
    add_strand(ways, "Asio: strand, dispatch", by_dispatch);
    add_strand(ways, "Asio: strand, post", by_post);
    ways.print();
}
