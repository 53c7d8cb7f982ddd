// Measures what a time limit costs around a child that keeps it, and what timed costs, for each call.

#include "asio_alone.hpp"
#include "support.hpp"

#include <plait/clock.hpp>
#include <plait/timed.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <string>
#include <variant>

using namespace std::chrono_literals;
using namespace bench;
using plait::awaitable;

namespace {

constexpr long calls = 50'000;

template <class Executor>
using child = asio::awaitable<int, Executor> (*)(int value);

//
// The ways to limit the time. Each is a coroutine with a loop, so that only the calls are measured
//

awaitable<void> plait_with_timeout(child<plait::executor> start, long times)
{
    for (long i = 0; i < times; ++i)
        sink = co_await plait::with_timeout(1s, start(1));
}

/// The child alone, without a limit.
template <class Executor>
asio::awaitable<void, Executor> no_limit(child<Executor> start, long times)
{
    for (long i = 0; i < times; ++i)
        sink = co_await start(1);
}

io_awaitable<void> or_operator(child<io_executor> start, long times)
{
    using namespace asio::experimental::awaitable_operators;
    const io_executor here = co_await asio::this_coro::executor;
    for (long i = 0; i < times; ++i) {
        io_timer timer(here, 1s);
        const std::variant<int, std::monostate> first = co_await (start(1) || timer.async_wait(use_io_awaitable));
        sink = std::get<0>(first);
    }
}

/// The limit as people write it by hand: a timer whose handler cancels the child. The handler shares the signal,
/// because a handler that is already queued runs although its timer is cancelled.
io_awaitable<void> by_hand(child<io_executor> start, long times)
{
    const io_executor here = co_await asio::this_coro::executor;
    for (long i = 0; i < times; ++i) {
        auto expired = std::make_shared<asio::cancellation_signal>();
        io_timer timer(here, 1s);
        timer.async_wait([expired](boost::system::error_code error) {
            if (!error)
                expired->emit(asio::cancellation_type::terminal);
        });
        sink = co_await asio::co_spawn(here, start(1), asio::bind_cancellation_slot(expired->slot(), use_io_awaitable));
        timer.cancel();
    }
}

awaitable<void> plait_timed(child<plait::executor> start, long times)
{
    for (long i = 0; i < times; ++i) {
        const auto [value, elapsed] = co_await plait::timed(start(1));
        sink = value + elapsed.count();
    }
}

/// The two readings of the clock that timed needs in any case.
awaitable<void> two_readings_of_the_clock(child<plait::executor>, long times)
{
    for (long i = 0; i < times; ++i) {
        const auto begin = plait::clock::now();
        sink = (plait::clock::now() - begin).count();
    }
    co_return;
}

//
// The tables
//

template <class Executor>
using way = asio::awaitable<void, Executor> (*)(child<Executor>, long times);

template <class Executor>
asio::awaitable<cost, Executor> measure_way(way<Executor> limited, child<Executor> start)
{
    auto repeat = [&](long times) { return limited(start, times); };
    co_return co_await measure(repeat, calls);
}

template <class Executor>
void add(table& to, const std::string& title, way<Executor> limited)
{
    const cost inline_child = run(measure_way<Executor>(limited, ready<Executor>));
    const cost suspending = run(measure_way<Executor>(limited, one_suspension<Executor>));
    to.add(
        {title, number(inline_child.nanoseconds), number(inline_child.blocks, 2), number(suspending.nanoseconds),
         number(suspending.blocks, 2)});
}

} // namespace

int main()
{
    table limits(
        "A limit of 1 s around a child, for each call", {"ready: ns", "blocks", "one suspension: ns", "blocks"});
    add<plait::executor>(limits, "with_timeout", plait_with_timeout);
    add<io_executor>(limits, "Asio: operator||", or_operator);
    add<io_executor>(limits, "Asio: by hand", by_hand);
    add<plait::executor>(limits, "no limit", no_limit<plait::executor>);
    add<io_executor>(limits, "Asio: no limit", no_limit<io_executor>);
    limits.print();

    const cost with = run(measure_way<plait::executor>(plait_timed, ready<plait::executor>));
    const cost without = run(measure_way<plait::executor>(no_limit<plait::executor>, ready<plait::executor>));
    const cost clock = run(measure_way<plait::executor>(two_readings_of_the_clock, ready<plait::executor>));
    const cost difference{with.nanoseconds - without.nanoseconds, with.blocks - without.blocks};
    table timing("A child that is ready, for each call", {"ns", "blocks"});
    const auto add_cost = [&timing](const std::string& title, cost each) {
        timing.add({title, number(each.nanoseconds, 1), number(each.blocks, 2)});
    };
    add_cost("timed", with);
    add_cost("awaited bare", without);
    add_cost("difference", difference);
    add_cost("two readings of the clock", clock);
    timing.print();
}
