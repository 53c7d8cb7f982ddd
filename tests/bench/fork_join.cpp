// Measures what it costs to start N children and wait for all of them, for each child.

#include "asio_alone.hpp"
#include "support.hpp"

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace bench;
using plait::awaitable;
using plait::run_concurrent;

namespace {

constexpr int few = 3;
constexpr int some = 100;
constexpr int many = 10'000;

//
// The children
//

template <class Executor>
using child = asio::awaitable<int, Executor> (*)(int value);

awaitable<int> one_millisecond(int value)
{
    co_await plait::sleep_for(1ms);
    co_return value;
}

io_awaitable<int> io_one_millisecond(int value)
{
    io_timer timer(co_await asio::this_coro::executor, 1ms);
    co_await timer.async_wait(asio::deferred);
    co_return value;
}

//
// The ways to join them
//

template <class Executor>
using join = asio::awaitable<void, Executor> (*)(child<Executor>, int number);

awaitable<void> plait_fixed(child<plait::executor> start, int)
{
    auto [a, b, c] = co_await run_concurrent(start(1), start(2), start(3));
    sink = a + b + c;
}

awaitable<void> plait_range(child<plait::executor> start, int number)
{
    std::vector<awaitable<int>> tasks;
    tasks.reserve(number);
    for (int i = 0; i < number; ++i)
        tasks.push_back(start(i));
    const std::vector<int> values = co_await run_concurrent(std::move(tasks));
    sink = values.back();
}

/// The children alone, without a join.
awaitable<void> one_after_another(child<plait::executor> start, int number)
{
    long sum = 0;
    for (int i = 0; i < number; ++i)
        sum += co_await start(i);
    sink = sum;
}

io_awaitable<void> parallel_group(child<io_executor> start, int number)
{
    const io_executor here = co_await asio::this_coro::executor;
    using operation = decltype(asio::co_spawn(here, start(0), asio::deferred));
    std::vector<operation> tasks;
    tasks.reserve(number);
    for (int i = 0; i < number; ++i)
        tasks.push_back(asio::co_spawn(here, start(i), asio::deferred));
    const auto [order, errors, values] = co_await asio::experimental::make_parallel_group(std::move(tasks))
                                             .async_wait(asio::experimental::wait_for_one_error(), asio::deferred);
    sink = values.back();
}

/// The join as people write it by hand: a counter, and a timer that never expires as the event.
io_awaitable<void> by_hand(child<io_executor> start, int number)
{
    struct state {
        state(int number, io_executor here) : left(number), values(number), all_done(here, io_timer::time_point::max())
        {
        }
        int left;
        std::vector<std::optional<int>> values;
        std::exception_ptr error;
        io_timer all_done;
    };
    const io_executor here = co_await asio::this_coro::executor;
    auto shared = std::make_shared<state>(number, here);
    for (int i = 0; i < number; ++i) {
        asio::co_spawn(here, start(i), [shared, here, i](std::exception_ptr error, int value) {
            if (error)
                shared->error = error;
            else
                shared->values[i] = value;
            if (--shared->left == 0)
                asio::post(here, [shared] { shared->all_done.cancel(); });
        });
    }
    co_await shared->all_done.async_wait(asio::as_tuple(use_io_awaitable));
    rethrow(shared->error);
    sink = *shared->values.back();
}

//
// The tables
//

/// How often a join is repeated for one sample.
long repetitions(int number, bool timers)
{
    if (timers)
        return number == many ? 4 : 20;
    return number == many ? 15 : number == some ? 1000 : 20'000;
}

template <class Executor>
asio::awaitable<cost, Executor> measure_join(join<Executor> way, child<Executor> start, int number, bool timers)
{
    auto repeat = [&](long times) -> asio::awaitable<void, Executor> {
        for (long i = 0; i < times; ++i)
            co_await way(start, number);
    };
    co_return co_await measure(repeat, repetitions(number, timers), number);
}

class join_table {
public:
    join_table(const std::string& title, bool timers) : timers_(timers), table_(title, columns(timers)) {}

    template <class Executor>
    void add(const std::string& title, join<Executor> way, child<Executor> start, std::vector<int> numbers)
    {
        std::vector<std::string> row{title};
        for (const int children : numbers) {
            const cost each = run(measure_join<Executor>(way, start, children, timers_));
            row.push_back(bench::number(each.nanoseconds));
            row.push_back(bench::number(each.blocks, 2));
            if (timers_ && children == many)
                row.push_back(bench::number(each.nanoseconds * many / 1e6, 1));
        }
        table_.add(std::move(row));
    }
    void print() const { table_.print(); }

private:
    static std::vector<std::string> columns(bool timers)
    {
        std::vector<std::string> names;
        for (const char* number : {"3", "100", "10000"}) {
            names.push_back(std::string("N=") + number + ": ns");
            names.push_back("blocks");
        }
        if (timers)
            names.push_back("ms in all");
        return names;
    }

    bool timers_;
    table table_;
};

void compare(const std::string& title, child<plait::executor> ours, child<io_executor> theirs, bool timers = false)
{
    join_table joins(title + ", for each child", timers);
    const std::vector<int> numbers{few, some, many};
    joins.add("run_concurrent, range", plait_range, ours, numbers);
    joins.add("run_concurrent, fixed", plait_fixed, ours, {few});
    joins.add("Asio: parallel_group", parallel_group, theirs, numbers);
    joins.add("Asio: by hand", by_hand, theirs, numbers);
    if (!timers)
        joins.add("one after another", one_after_another, ours, numbers);
    joins.print();
}

//
// Many children at once
//

constexpr int crowd = 100'000;

awaitable<void> sleep_an_hour()
{
    co_await plait::sleep_for(1h);
}

awaitable<void> wait_an_hour()
{
    timer_on<plait::executor> timer(co_await asio::this_coro::executor, 1h);
    co_await timer.async_wait(asio::deferred);
}

/// The last child. Children are started in order, so all others are suspended when this one runs.
awaitable<void> count_bytes(const heap_count& heap, long& bytes)
{
    bytes = heap.live_bytes();
    co_return;
}

awaitable<std::vector<std::string>> crowd_row(std::string title, awaitable<void> (*start)())
{
    const stopwatch watch;
    const heap_count heap;
    long bytes = 0;
    std::vector<awaitable<void>> tasks;
    tasks.reserve(crowd + 1);
    for (int i = 0; i < crowd; ++i)
        tasks.push_back(start());
    tasks.push_back(count_bytes(heap, bytes));
    try {
        co_await plait::with_timeout(1ms, run_concurrent(std::move(tasks)));
    } catch (const boost::system::system_error&) { // timed_out: all children have been cancelled, and have ended
    }
    co_return std::vector<std::string>{
        std::move(title), number(static_cast<double>(bytes) / crowd), number(watch.nanoseconds() / 1e6)};
}

} // namespace

int main()
{
    compare("A child that is ready", ready<plait::executor>, ready<io_executor>);
    compare("A child that suspends once", one_suspension<plait::executor>, one_suspension<io_executor>);
    compare("A child that waits 1 ms", one_millisecond, io_one_millisecond, true);

    table suspended("100,000 children that wait at once and are cancelled", {"bytes for each", "ms in all"});
    suspended.add(run(crowd_row("in sleep_for(1h)", sleep_an_hour)));
    suspended.add(run(crowd_row("in the async_wait of a timer", wait_an_hour)));
    suspended.print();
}
