#include <plait/channel.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using plait::channel;
using plait::run_concurrent;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<void> send_from(channel<int>& to, int first, int last)
{
    for (int item = first; item <= last; ++item)
        co_await to.send(item);
}

awaitable<void> receive_some(channel<int>& from, std::size_t count, std::vector<int>& got)
{
    for (std::size_t i = 0; i < count; ++i)
        got.push_back((co_await from.receive()).value());
}

awaitable<void> drain(channel<int>& from, std::vector<int>& got)
{
    while (auto next = co_await from.receive())
        got.push_back(*next);
}

/// No default constructor, and it can only be moved.
struct ticket {
    explicit ticket(int number) : number(std::make_unique<int>(number)) {}
    std::unique_ptr<int> number;
};

} // namespace

TEST_SUITE_BEGIN("channel");

TEST_CASE("items come out in the order they went in, and nobody waits while there is room")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(3);
        CHECK(prices.capacity() == 3);
        std::vector<int> got;
        for (int round = 0; round < 3; ++round) { // through all places of the ring
            co_await send_from(prices, 1, 2);
            CHECK(prices.size() == 2);
            co_await receive_some(prices, 2, got);
            CHECK(prices.size() == 0);
        }
        CHECK(got == std::vector{1, 2, 1, 2, 1, 2});
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("a sender waits while the channel is full, and its item keeps its turn")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(2);
        std::vector<int> got;
        auto send = [&]() -> awaitable<> {
            co_await send_from(prices, 1, 2);
            CHECK(clock.elapsed() == 0s);
            co_await prices.send(3);
            CHECK(clock.elapsed() == 10ms);
        };
        auto receive = [&]() -> awaitable<> {
            co_await plait::sleep_for(10ms);
            CHECK(prices.size() == 2);
            got.push_back(prices.try_receive().value());
            CHECK(prices.size() == 2); // the sender's item has moved up
            CHECK_FALSE(prices.try_send(4));
            co_await receive_some(prices, 2, got);
        };
        co_await run_concurrent(send, receive);

        CHECK(got == std::vector{1, 2, 3});
    });
}

TEST_CASE("senders that wait get their turn in the order of arrival")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (std::size_t capacity : {0, 1, 2}) {
            CAPTURE(capacity);
            channel<int> prices(capacity);
            std::vector<int> got;

            co_await run_concurrent(
                prices.send(1), prices.send(2), prices.send(3), prices.send(4), receive_some(prices, 4, got));

            CHECK(got == std::vector{1, 2, 3, 4});
        }
    });
}

TEST_CASE("receivers that wait get an item each, in the order of arrival")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (std::size_t capacity : {0, 1, 2}) {
            CAPTURE(capacity);
            channel<int> prices(capacity);

            auto [first, second, third, none] =
                co_await run_concurrent(prices.receive(), prices.receive(), prices.receive(), send_from(prices, 1, 3));

            CHECK(first == 1);
            CHECK(second == 2);
            CHECK(third == 3);
            CHECK(prices.size() == 0);
        }
    });
}

TEST_CASE("an item is handed straight to the receiver that waits: nobody can take it first")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(1);
        auto send_and_try = [&]() -> awaitable<> {
            co_await prices.send(1);
            CHECK(prices.size() == 0);
            CHECK_FALSE(prices.try_receive());
        };
        auto [got, none] = co_await run_concurrent(prices.receive(), send_and_try);
        CHECK(got == 1);
    });
}

TEST_CASE("in a channel of capacity 0 a sender waits until its item has been received")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> meeting(0);
        auto send = [&]() -> awaitable<> {
            CHECK_FALSE(meeting.try_send(1));
            co_await meeting.send(1);
            CHECK(clock.elapsed() == 10ms);
            co_await plait::sleep_for(10ms);
            CHECK(meeting.try_send(2)); // the receiver waits
        };
        auto receive = [&]() -> awaitable<> {
            co_await plait::sleep_for(10ms);
            CHECK(meeting.size() == 0);
            CHECK((co_await meeting.receive()) == 1);
            CHECK((co_await meeting.receive()) == 2);
            CHECK(clock.elapsed() == 20ms);
        };
        co_await run_concurrent(send, receive);
    });
}

TEST_CASE("several senders and several receivers share a channel, and each item is received once")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (std::size_t capacity : {0, 1, 3}) {
            CAPTURE(capacity);
            channel<int> prices(capacity);
            std::vector<int> got;
            auto send_and_close = [&]() -> awaitable<> {
                co_await run_concurrent(send_from(prices, 1, 3), send_from(prices, 4, 6), send_from(prices, 7, 9));
                prices.close();
            };
            co_await run_concurrent(drain(prices, got), drain(prices, got), send_and_close);

            std::ranges::sort(got);
            CHECK(got == std::vector{1, 2, 3, 4, 5, 6, 7, 8, 9});
        }
    });
}

TEST_CASE("items need no default constructor, and need not be copyable")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (std::size_t capacity : {0, 1}) {
            CAPTURE(capacity);
            channel<ticket> tickets(capacity);
            auto send = [&]() -> awaitable<> {
                for (int number = 1; number <= 3; ++number)
                    co_await tickets.send(ticket(number));
                tickets.close();
            };
            std::vector<int> got;
            auto receive = [&]() -> awaitable<> {
                while (auto next = co_await tickets.receive())
                    got.push_back(*next->number);
            };
            co_await run_concurrent(send, receive);
            CHECK(got == std::vector{1, 2, 3});
        }
    });
}

TEST_CASE("try_send moves from the item only if it sends it")
{
    channel<ticket> tickets(1);
    ticket first(1);
    ticket second(2);
    CHECK(tickets.try_send(std::move(first)));
    CHECK_FALSE(first.number);
    CHECK_FALSE(tickets.try_send(std::move(second)));
    CHECK(*second.number == 2);

    channel<std::string> names(1);
    const std::string name = "a name that is too long to be kept in place";
    CHECK(names.try_send(name));
    CHECK(names.try_receive() == name);
}

TEST_CASE("what a channel keeps at its end is destroyed, and nothing of what has left it stays in it")
{
    lifetime_counts counts;
    {
        const lifetime_probe item(counts);
        channel<lifetime_probe> kept(2);
        REQUIRE(kept.try_send(item));
        REQUIRE(kept.try_send(item));
        CHECK(counts.alive() == 3);
        CHECK(kept.try_receive());
        CHECK(counts.alive() == 2);
    }
    CHECK(counts.alive() == 0);
}

TEST_SUITE_END();
