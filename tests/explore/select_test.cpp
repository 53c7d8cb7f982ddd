#include <plait/select.hpp>

#include <plait/channel.hpp>
#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>

#include "explored.hpp"

using namespace explored;
using plait::after;
using plait::channel;
using plait::select;

TEST_SUITE_BEGIN("explore: select");

TEST_CASE("of two channels that come up one is taken, and the other keeps its item")
{
    for (std::size_t capacity : {0, 1})
        explore(schedules(800).loops(3), [&](simulation& world) -> awaitable<> {
            channel<int> left(capacity);
            channel<int> right(capacity);
            watched<int> left_data(0);
            watched<int> right_data(0);
            auto send_left = [&]() -> awaitable<> {
                left_data.write(1);
                co_await left.send(1);
            };
            auto send_right = [&]() -> awaitable<> {
                right_data.write(2);
                co_await right.send(2);
            };
            auto choose = [&]() -> awaitable<> {
                const auto first = co_await select(left.receiving(), right.receiving());
                if (first.index() == 0) {
                    REQUIRE(std::get<0>(first) == 1);
                    REQUIRE(left_data.read() == 1);
                    const auto other = co_await right.receive();
                    REQUIRE(other == 2);
                } else {
                    REQUIRE(std::get<1>(first) == 2);
                    REQUIRE(right_data.read() == 2);
                    const auto other = co_await left.receive();
                    REQUIRE(other == 1);
                }
                REQUIRE(!left.try_receive());
                REQUIRE(!right.try_receive());
            };
            co_await plait::run_concurrent(world.on(1, send_left), world.on(2, send_right), choose());
        });
}

TEST_CASE("two that select meet on a channel both, or neither of them")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        std::atomic<bool> sent = false;
        std::atomic<bool> received = false;
        auto offer = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            sent = (co_await select(items.sending(1), after(0ms))).index() == 0;
        };
        auto ask = [&]() -> awaitable<> { received = (co_await select(items.receiving(), after(1ms))).index() == 0; };
        co_await plait::run_concurrent(offer(), world.on(1, ask));
        REQUIRE(sent == received);
    });
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        std::atomic<bool> sent = false;
        std::atomic<bool> received = false;
        auto offer = [&]() -> awaitable<> { sent = (co_await select(items.sending(1), after(1ms))).index() == 0; };
        auto ask = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            received = (co_await select(after(1ns), items.receiving())).index() == 1;
        };
        co_await plait::run_concurrent(world.on(1, offer), ask());
        REQUIRE(sent == received);
    });
}

TEST_CASE("tasks that both send and receive meet each other, never themselves")
{
    explore(800, [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        std::atomic<int> sent = 0;
        std::atomic<int> received = 0;
        auto meet = [&](int self) -> awaitable<> {
            const auto chosen = co_await select(items.sending(self), items.receiving());
            if (chosen.index() == 0) {
                ++sent;
            } else {
                const std::optional<int> other = std::get<1>(chosen);
                REQUIRE(other);
                REQUIRE(*other != self);
                ++received;
            }
        };
        co_await plait::run_concurrent(
            meet(1), world.on(1, [&] { return meet(2); }), meet(3), world.on(1, [&] { return meet(4); }));
        REQUIRE(sent == 2);
        REQUIRE(received == 2);
    });
}

TEST_CASE("a losing case leaves no trace: who waits behind it is served")
{
    explore(schedules(1000).loops(3), [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        plait::event stop;
        int taken = 0;
        auto choose = [&]() -> awaitable<> {
            const auto chosen = co_await select(stop.waiting(), items.receiving(), after(1h));
            if (chosen.index() == 1)
                taken += std::get<1>(chosen).value();
            REQUIRE(chosen.index() != 2);
        };
        auto receive = [&]() -> awaitable<> {
            if (const auto item = co_await items.receive())
                taken += *item;
        };
        auto send = [&]() -> awaitable<> {
            co_await items.send(7);
            items.close();
        };
        auto set = [&]() -> awaitable<> {
            stop.set();
            co_return;
        };
        co_await plait::run_concurrent(choose(), receive(), world.on(1, send), world.on(2, set));
        REQUIRE(taken == 7);
        REQUIRE(world.elapsed() == 0ms);
    });
}

TEST_CASE("the item of a case that lost is still in it")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        int kept = 0;
        std::atomic<int> received = 0;
        auto offer = [&]() -> awaitable<> {
            co_await plait::sleep_for(1ms);
            auto offered = items.sending(7);
            const auto chosen = co_await select(offered, after(1ms));
            if (chosen.index() == 1)
                kept = offered.item;
        };
        auto receive = [&]() -> awaitable<> {
            co_await plait::sleep_for(2ms);
            received = items.try_receive().value_or(0);
        };
        co_await plait::run_concurrent(offer(), world.on(1, receive));
        REQUIRE(kept + received == 7);
    });
}

TEST_CASE("one that is cancelled has taken an item, or left it")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> left(0);
        channel<int> right(1);
        int taken = 0;
        auto choose = [&]() -> awaitable<> {
            const auto chosen = co_await select(left.receiving(), right.receiving());
            taken += chosen.index() == 0 ? std::get<0>(chosen).value() : std::get<1>(chosen).value();
        };
        auto leave = [&]() -> awaitable<> {
            const auto error = co_await cancelled_after(0ms, choose());
            REQUIRE((error ? is_aborted(error) && taken == 0 : taken > 0));
            while (taken < 12) {
                const auto chosen = co_await select(left.receiving(), right.receiving());
                taken += chosen.index() == 0 ? std::get<0>(chosen).value() : std::get<1>(chosen).value();
            }
        };
        co_await plait::run_concurrent(
            leave(), world.on(1, [&] { return left.send(7); }), world.on(1, [&] { return right.send(5); }));
        REQUIRE(taken == 12);
    });
}

TEST_SUITE_END();
