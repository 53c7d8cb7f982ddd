#include <plait/select.hpp>

#include <plait/channel.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/many_tasks.hpp>
#include <support/tasks.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <variant>

using namespace tasks;
using plait::channel;
using plait::event;
using plait::run_concurrent;
using plait::runtime;
using plait::select;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 5;
constexpr int enough = 20000;
constexpr std::array<std::size_t, 2> capacities{0, 1};

/// What was sent and what was received, all in all.
struct tally {
    std::atomic<int> items_sent = 0;
    std::atomic<int> items_received = 0;
    std::atomic<long> sum_sent = 0;
    std::atomic<long> sum_received = 0;

    void sent(int item)
    {
        ++items_sent;
        sum_sent += item;
    }
    void received(int item)
    {
        ++items_received;
        sum_received += item;
    }
    void drain(channel<int>& from)
    {
        while (auto left = from.try_receive())
            received(*left);
    }
};

} // namespace

TEST_SUITE_BEGIN("threads: select");

TEST_CASE("tasks of all loops that select both ends of two channels, in either order, lose and double nothing")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<int> left(capacity);
        channel<int> right(capacity);
        event stop;
        tally all;
        std::atomic<int> numbers = 0;
        std::atomic<int> wrong = 0;
        auto exchange = [&]() -> awaitable<> {
            plait::detail::loop* const home = plait::detail::current.owner;
            const bool swapped = numbers++ % 2 == 0;
            channel<int>& one = swapped ? left : right;
            channel<int>& other = swapped ? right : left;
            for (bool go_on = true; go_on;) {
                const int item = numbers++;
                auto chosen = co_await select(
                    stop.waiting(), one.sending(item), other.receiving(), other.sending(item), one.receiving());
                if (chosen.index() == 0)
                    go_on = false;
                else if (chosen.index() == 1 || chosen.index() == 3)
                    all.sent(item);
                else
                    all.received(*(chosen.index() == 2 ? std::get<2>(chosen) : std::get<4>(chosen)));
                if (plait::detail::current.owner != home)
                    ++wrong;
                if (all.items_received >= enough)
                    stop.set();
            }
        };
        runtime(loops).run(on_every_loop(tasks_a_loop, exchange));
        all.drain(left);
        all.drain(right);
        CHECK(wrong == 0);
        CHECK(all.items_sent == all.items_received);
        CHECK(all.sum_sent == all.sum_received);
    }
}

TEST_CASE("tasks in select meet those in send and receive of other loops")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<int> in(capacity);
        channel<int> out(capacity);
        tally went_in;
        tally came_out;
        std::atomic<int> relays = loops * tasks_a_loop;
        auto send = [&]() -> awaitable<> {
            for (int i = 0; i < enough / (loops * tasks_a_loop); ++i) {
                co_await in.send(int(i));
                went_in.sent(i);
            }
        };
        // Takes a new item, or gets rid of one that it has, whichever can be done first.
        auto relay = [&]() -> awaitable<> {
            std::optional<int> held;
            bool open = true;
            while (open || held) {
                if (!held) {
                    held = co_await in.receive();
                    open = held.has_value();
                    continue;
                }
                auto chosen = co_await select(out.sending(*held), in.receiving());
                if (chosen.index() == 0) {
                    held.reset();
                } else if (std::get<1>(chosen)) {
                    co_await out.send(*held);
                    held = std::get<1>(chosen);
                } else {
                    co_await out.send(*held);
                    held.reset();
                    open = false;
                }
            }
            if (--relays == 0)
                out.close();
        };
        auto receive = [&]() -> awaitable<> {
            while (auto next = co_await out.receive())
                came_out.received(*next);
        };
        auto send_all = [&]() -> awaitable<> {
            co_await on_every_loop(tasks_a_loop, send);
            in.close();
        };
        auto main = [&]() -> awaitable<> {
            co_await run_concurrent(send_all, on_every_loop(tasks_a_loop, relay), on_every_loop(tasks_a_loop, receive));
        };
        runtime(loops).run(main());
        CHECK(came_out.items_received == went_in.items_sent);
        CHECK(came_out.sum_received == went_in.sum_sent);
    }
}

TEST_CASE("a select that runs out of time while other loops choose one of its cases ends once, either way")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<int> left(capacity);
        channel<int> right(capacity);
        tally all;
        auto exchange = [&]() -> awaitable<> {
            for (int i = 0; i < 500; ++i) {
                try {
                    auto chosen = co_await plait::with_timeout(
                        0s, select(left.sending(int(i)), right.receiving(), right.sending(int(i)), left.receiving()));
                    if (chosen.index() % 2 == 0)
                        all.sent(i);
                    else
                        all.received(*(chosen.index() == 1 ? std::get<1>(chosen) : std::get<3>(chosen)));
                } catch (const boost::system::system_error& error) {
                    if (error.code() != plait::error::timed_out)
                        throw;
                }
            }
        };
        runtime(loops).run(on_every_loop(tasks_a_loop, exchange));
        all.drain(left);
        all.drain(right);
        CHECK(all.items_sent == all.items_received);
        CHECK(all.sum_sent == all.sum_received);
    }
}

TEST_SUITE_END();
