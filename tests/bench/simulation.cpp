// Measures how many schedules a second the testing kit explores. The Cost lines of its headers have these figures.

#include "support.hpp"

#include <plait/channel.hpp>
#include <plait/guarded.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/explore.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>

using namespace bench;
using namespace plait::testing;
using plait::awaitable;

namespace {

awaitable<> nothing()
{
    co_return;
}

awaitable<> three_steps()
{
    for (int i = 0; i < 3; ++i)
        co_await plait::sleep_for(plait::clock::duration(0));
}

awaitable<> three_tasks()
{
    co_await plait::run_concurrent(three_steps(), three_steps(), three_steps());
}

awaitable<> count_hits()
{
    plait::guarded<int> hits{0};
    co_await plait::on_all_loops([&]() -> awaitable<> {
        for (int i = 0; i < 10; ++i)
            co_await hits.with([](int& n) { ++n; });
    });
    sink = co_await hits.with([](int& n) { return n; });
}

awaitable<> send_and_receive(simulation& world)
{
    plait::channel<int> items(1);
    auto send = [&]() -> awaitable<> {
        for (int i = 0; i < 10; ++i)
            co_await items.send(i);
        items.close();
    };
    auto receive = [&]() -> awaitable<> {
        while (auto item = co_await items.receive())
            sink = *item;
    };
    co_await plait::run_concurrent(send(), world.on(1, receive));
}

awaitable<> many_steps()
{
    auto spin = []() -> awaitable<> {
        for (int i = 0; i < 50'000; ++i)
            co_await plait::sleep_for(plait::clock::duration(0));
    };
    co_await plait::run_concurrent(spin, spin);
}

/// Adds a row: how many schedules `run` explores, and how many of these in a second. `run` returns the first number.
void row(table& all, const char* title, const std::function<std::size_t()>& run)
{
    samples each;
    std::size_t schedules = 0;
    for (double& one : each) {
        stopwatch watch;
        schedules = run();
        one = 1e9 * static_cast<double>(schedules) / watch.nanoseconds();
    }
    all.add({title, number(static_cast<double>(schedules)), number(median(each))});
}

double nanoseconds_of(const std::function<void()>& run)
{
    samples each;
    for (double& one : each) {
        stopwatch watch;
        run();
        one = watch.nanoseconds();
    }
    return median(each);
}

} // namespace

int main()
{
    table all("Schedules a second, two loops", {"schedules", "a second"});
    row(all, "an empty test", [] { return explore(5000, &nothing); });
    row(all, "three tasks of three steps, all orders", [] { return explore(schedules::all(), &three_tasks); });
    row(all, "a guarded counter, 20 hits", [] { return explore(5000, &count_hits); });
    row(all, "a channel between two loops, 10 items", [] { return explore(2000, &send_and_receive); });
    all.print();

    table cost("A simulation", {"us"});
    cost.add({"made, run and destroyed", number(nanoseconds_of([] { simulation(1).run(&nothing); }) / 1e3)});
    std::uint64_t steps = 0;
    const double run = nanoseconds_of([&] {
        simulation world(1);
        world.run(&many_steps);
        steps = world.steps();
    });
    cost.add({"one step", number(run / static_cast<double>(steps) / 1e3, 2)});
    cost.print();
}
