#include <plait/channel.hpp>

#include <plait/run_concurrent.hpp>

#include "explored.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

using namespace explored;
using plait::channel;

namespace {

/// Two senders of two items each and two receivers, on three loops. What an item stands for is used by its sender before
/// it is sent, and by its receiver.
awaitable<> pass_items(simulation& world, std::size_t capacity)
{
    channel<int> items(capacity);
    std::array<watched<int>, 4> used;
    std::array<std::vector<int>, 2> received;
    std::atomic<int> senders = 2;

    auto send = [&](int first) -> awaitable<> {
        for (int item : {first, first + 1}) {
            used[static_cast<std::size_t>(item)].write(1);
            co_await items.send(item);
        }
        if (--senders == 0)
            items.close();
    };
    auto receive = [&](std::vector<int>& into) -> awaitable<> {
        while (auto next = co_await items.receive()) {
            used[static_cast<std::size_t>(*next)].change([](int& n) { ++n; });
            into.push_back(*next);
        }
    };
    co_await plait::run_concurrent(
        world.on(1, [&] { return send(0); }), world.on(2, [&] { return send(2); }),
        world.on(0, [&] { return receive(received[0]); }), world.on(1, [&] { return receive(received[1]); }));

    std::vector<int> all;
    for (const auto& each : received) {
        for (int sender : {0, 2}) {
            const auto first = std::find(each.begin(), each.end(), sender);
            const auto second = std::find(each.begin(), each.end(), sender + 1);
            REQUIRE((second == each.end() || first == each.end() || first < second));
        }
        all.insert(all.end(), each.begin(), each.end());
    }
    std::sort(all.begin(), all.end());
    REQUIRE(all == std::vector{0, 1, 2, 3});
    for (const auto& each : used)
        REQUIRE(each.read() == 2);
}

} // namespace

TEST_SUITE_BEGIN("explore: channel");

TEST_CASE("nothing is lost, nothing comes twice, and one sender's items come in order")
{
    for (std::size_t capacity : {0, 1, 2})
        explore(schedules(800).loops(3), [&](simulation& world) { return pass_items(world, capacity); });
}

TEST_CASE("a sender and a receiver of two loops pass on everything, in every order")
{
    for (std::size_t capacity : {0, 1})
        explore(schedules::all(), [&](simulation& world) -> awaitable<> {
            channel<int> items(capacity);
            watched<int> data(0);
            auto send = [&]() -> awaitable<> {
                data.write(7);
                co_await items.send(1);
                co_await items.send(2);
            };
            auto receive = [&]() -> awaitable<> {
                const auto first = co_await items.receive();
                REQUIRE(first == 1);
                REQUIRE(data.read() == 7);
                const auto second = co_await items.receive();
                REQUIRE(second == 2);
            };
            co_await plait::run_concurrent(world.on(1, send), receive());
        });
}

TEST_CASE("closing lets all go that wait: receivers get none")
{
    explore(schedules(600).loops(3), [](simulation& world) -> awaitable<> {
        channel<int> items(1);
        auto receive = [&]() -> awaitable<> {
            const auto none = co_await items.receive();
            REQUIRE(!none);
        };
        auto close = [&]() -> awaitable<> {
            co_await let_others_run(2);
            items.close();
        };
        co_await plait::run_concurrent(receive(), world.on(1, receive), world.on(2, receive), close());
    });
}

TEST_CASE("closing lets all go that wait: a sender has sent its item, or has the error")
{
    for (std::size_t capacity : {0, 1})
        explore(schedules(600).loops(3), [&](simulation& world) -> awaitable<> {
            channel<int> items(capacity);
            std::atomic<int> sent = 0;
            int received = 0;
            auto send = [&]() -> awaitable<> {
                try {
                    co_await items.send(1);
                    ++sent;
                } catch (const boost::system::system_error& error) {
                    REQUIRE(error.code() == plait::error::closed);
                }
            };
            auto close = [&]() -> awaitable<> {
                co_await let_others_run(2);
                items.close();
            };
            auto receive_one = [&]() -> awaitable<> {
                if (co_await items.receive())
                    ++received;
            };
            co_await plait::run_concurrent(
                send(), world.on(1, send), world.on(2, send), world.on(2, close), receive_one());
            while (items.try_receive())
                ++received;
            REQUIRE(received == sent);
        });
}

TEST_CASE("a receiver that is cancelled has the item, or leaves it to the other")
{
    for (std::size_t capacity : {0, 1})
        explore(schedules(1000).loops(3), [&](simulation& world) -> awaitable<> {
            channel<int> items(capacity);
            std::optional<int> mine;
            std::optional<int> others;
            auto send = [&]() -> awaitable<> {
                co_await items.send(7);
                items.close();
            };
            auto receive = [&](std::optional<int>& into) -> awaitable<> { into = co_await items.receive(); };
            auto leave = [&]() -> awaitable<> {
                const auto error = co_await cancelled_after(0ms, receive(mine));
                REQUIRE((!error || is_aborted(error)));
            };
            co_await plait::run_concurrent(leave(), world.on(1, send), world.on(2, [&] { return receive(others); }));
            REQUIRE(mine.value_or(0) + others.value_or(0) == 7);
        });
}

TEST_CASE("of several receivers that wait, one is cancelled and the others get what is sent")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> items(0);
        std::atomic<int> received = 0;
        auto receive = [&]() -> awaitable<> {
            if (co_await items.receive())
                ++received;
        };
        auto leave = [&]() -> awaitable<> { co_await cancelled_after(0ms, receive()); };
        auto send = [&]() -> awaitable<> {
            co_await items.send(1);
            co_await items.send(2);
            items.close();
        };
        co_await plait::run_concurrent(leave(), receive(), world.on(1, receive), world.on(1, send));
        REQUIRE(received == 2);
    });
}

TEST_CASE("a place that comes free goes to one that still waits to send")
{
    explore(1000, [](simulation& world) -> awaitable<> {
        channel<int> items(1);
        REQUIRE(items.try_send(1));
        auto receive = [&]() -> awaitable<> { (void)co_await items.receive(); };
        auto leave = [&]() -> awaitable<> {
            const auto error = co_await cancelled_after(0ms, items.send(2));
            if (!error)
                co_await receive();
        };
        auto send = [&]() -> awaitable<> { co_await items.send(3); };
        auto receive_later = [&]() -> awaitable<> {
            co_await let_others_run();
            co_await receive();
        };
        co_await plait::run_concurrent(leave(), world.on(1, send), receive_later());
        REQUIRE(items.size() == 1);
    });
}

TEST_CASE("a sender that is cancelled has sent its item, or has not")
{
    for (std::size_t capacity : {0, 1})
        explore(1000, [&](simulation& world) -> awaitable<> {
            channel<int> items(capacity);
            std::vector<int> received;
            std::exception_ptr error;
            std::atomic<int> senders = 2;
            auto leave = [&]() -> awaitable<> {
                error = co_await cancelled_after(0ms, items.send(7));
                if (--senders == 0)
                    items.close();
            };
            auto send = [&]() -> awaitable<> {
                co_await items.send(1);
                co_await items.send(2);
                if (--senders == 0)
                    items.close();
            };
            auto receive = [&]() -> awaitable<> {
                while (auto next = co_await items.receive())
                    received.push_back(*next);
            };
            co_await plait::run_concurrent(leave(), world.on(1, send), receive());
            std::sort(received.begin(), received.end());
            REQUIRE(received == (error ? std::vector{1, 2} : std::vector{1, 2, 7}));
        });
}

TEST_SUITE_END();
