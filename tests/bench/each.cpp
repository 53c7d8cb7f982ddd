// Measures what each call costs on one loop when it does not have to wait. The Cost lines of the headers have these
// figures.

#include "rows.hpp"

#include <plait/adopt.hpp>
#include <plait/blocking.hpp>
#include <plait/channel.hpp>
#include <plait/context_value.hpp>
#include <plait/event.hpp>
#include <plait/first_success.hpp>
#include <plait/for_each_concurrent.hpp>
#include <plait/guarded.hpp>
#include <plait/hedged.hpp>
#include <plait/latch.hpp>
#include <plait/mutex.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/race.hpp>
#include <plait/rate_limiter.hpp>
#include <plait/retry.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/scope.hpp>
#include <plait/select.hpp>
#include <plait/semaphore.hpp>
#include <plait/settle.hpp>
#include <plait/shared_mutex.hpp>
#include <plait/single_flight.hpp>
#include <plait/sleep.hpp>
#include <plait/timed.hpp>
#include <plait/with_timeout.hpp>

#include <ranges>
#include <string>

using namespace std::chrono_literals;
using namespace bench;
using plait::awaitable;

namespace {

constexpr long calls = 20'000;
constexpr int children = 100;

awaitable<int> ready(int value)
{
    co_return value;
}

boost::asio::awaitable<int> ready_elsewhere(int value)
{
    co_return value;
}

awaitable<void> nothing()
{
    co_return;
}

awaitable<void> joins()
{
    table all("For each of 100 children that are ready", {"ns", "blocks"});
    constexpr long joined = calls / children;
    auto many = [] { return std::views::iota(0, children) | std::views::transform(ready); };
    auto run = [&]() -> awaitable<void> { co_await plait::run_concurrent(many()); };
    auto settle = [&]() -> awaitable<void> { co_await plait::settle(many()); };
    auto for_each = [&]() -> awaitable<void> {
        co_await plait::for_each_concurrent(std::views::iota(0, children), 8, [](int) { return nothing(); });
    };
    auto scope = [&]() -> awaitable<void> {
        co_await plait::with_scope([](plait::scope& tasks) -> awaitable<void> {
            for (int i = 0; i < children; ++i)
                tasks.start(nothing());
            co_return;
        });
    };
    co_await row(all, "run_concurrent, range made as it goes", run, joined, children);
    co_await row(all, "settle", settle, joined, children);
    co_await row(all, "for_each_concurrent", for_each, joined, children);
    co_await row(all, "scope::start", scope, joined, children);
    all.print();
}

awaitable<void> wrappers()
{
    table all("For each call around a child that is ready", {"ns", "blocks"});
    static constinit plait::context_value<int> number_of;
    auto bare = []() -> awaitable<void> { sink = co_await ready(1); };
    auto race = []() -> awaitable<void> { sink = std::get<0>(co_await plait::race(ready(1), ready(2))); };
    auto first = []() -> awaitable<void> { sink = co_await plait::first_success(ready(1), ready(2)); };
    auto hedged = []() -> awaitable<void> { sink = co_await plait::hedged(1s, [] { return ready(1); }); };
    auto retry = []() -> awaitable<void> { sink = co_await plait::retry([] { return ready(1); }); };
    auto limited = []() -> awaitable<void> { sink = co_await plait::with_timeout(1s, ready(1)); };
    auto timed = []() -> awaitable<void> { sink = (co_await plait::timed(ready(1))).value; };
    auto with_value = []() -> awaitable<void> { sink = co_await number_of.with(7, ready(1)); };
    plait::single_flight<int, int> flights;
    auto flight = [&]() -> awaitable<void> { sink = co_await flights.run(1, ready(1)); };
    auto foreign = []() -> awaitable<void> { sink = co_await plait::adopt(ready_elsewhere(1)); };
    auto everywhere = []() -> awaitable<void> { co_await plait::on_all_loops([] { return nothing(); }); };
    auto blocking = []() -> awaitable<void> { sink = co_await plait::blocking([] { return 1; }); };
    co_await row(all, "none", bare);
    co_await row(all, "race", race);
    co_await row(all, "first_success", first);
    co_await row(all, "hedged", hedged);
    co_await row(all, "retry", retry);
    co_await row(all, "with_timeout", limited);
    co_await row(all, "timed", timed);
    co_await row(all, "context_value::with", with_value);
    co_await row(all, "single_flight::run", flight);
    co_await row(all, "adopt", foreign);
    co_await row(all, "on_all_loops, of which there is one", everywhere);
    co_await row(all, "blocking, on another thread", blocking, calls / 10);
    all.print();
}

awaitable<void> state()
{
    table all("For each call", {"ns", "blocks"});
    plait::guarded<int> hits{0};
    plait::mutex exclusive;
    plait::shared_mutex shared;
    plait::semaphore places(2);
    plait::event set;
    set.set();
    plait::latch down(0);
    plait::channel<int> kept(1);
    plait::rate_limiter limit(1e9, 1'000'000'000);
    auto with = [&]() -> awaitable<void> { sink = co_await hits.with([](int& n) { return ++n; }); };
    auto lock = [&]() -> awaitable<void> { auto held = co_await exclusive.lock(); };
    auto lock_shared = [&]() -> awaitable<void> { auto held = co_await shared.lock_shared(); };
    auto acquire = [&]() -> awaitable<void> { auto place = co_await places.acquire(); };
    auto wait = [&]() -> awaitable<void> { co_await set.wait(); };
    auto wait_down = [&]() -> awaitable<void> { co_await down.wait(); };
    auto send_receive = [&]() -> awaitable<void> {
        co_await kept.send(1);
        sink = *co_await kept.receive();
    };
    auto select = [&]() -> awaitable<void> {
        sink = static_cast<long>((co_await plait::select(kept.receiving(), set.waiting(), plait::after(1s))).index());
    };
    auto tokens = [&]() -> awaitable<void> { co_await limit.acquire(); };
    auto sleep = []() -> awaitable<void> { co_await plait::sleep_for(0s); };
    co_await row(all, "guarded::with", with);
    co_await row(all, "mutex::lock", lock);
    co_await row(all, "shared_mutex::lock_shared", lock_shared);
    co_await row(all, "semaphore::acquire", acquire);
    co_await row(all, "event::wait, set", wait);
    co_await row(all, "latch::wait, down", wait_down);
    co_await row(all, "channel: send and receive", send_receive);
    co_await row(all, "select of three", select);
    co_await row(all, "rate_limiter::acquire", tokens);
    co_await row(all, "sleep_for(0s)", sleep);
    all.print();
}

} // namespace

int main()
{
    stopwatch watch;
    for (int i = 0; i < 1000; ++i) {
        plait::runtime short_lived(1);
        short_lived.run(nothing());
    }
    table start("A runtime of one loop, made, run and destroyed", {"us"});
    start.add({"", number(watch.nanoseconds() / 1e6)});
    start.print();

    plait::runtime one(1);
    one.run(joins());
    one.run(wrappers());
    one.run(state());
}
