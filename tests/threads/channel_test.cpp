#include <plait/channel.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>
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
#include <map>
#include <memory>
#include <optional>
#include <utility>

using namespace tasks;
using plait::channel;
using plait::run_concurrent;
using plait::runtime;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 6;
constexpr int rounds = 500;
constexpr std::array<std::size_t, 3> capacities{0, 1, 16};

struct item {
    item(int sender, int number) : sender(sender), number(std::make_unique<int>(number)) {}
    int sender;
    std::unique_ptr<int> number;
};

} // namespace

TEST_SUITE_BEGIN("threads: channel");

TEST_CASE("tasks of all loops send and receive: each item arrives once, those of one sender in order")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<item> items(capacity);
        std::atomic<int> senders = 0;
        std::atomic<int> received = 0;
        std::atomic<int> wrong = 0;
        auto send = [&]() -> awaitable<> {
            const int self = senders++;
            for (int i = 1; i <= rounds; ++i)
                co_await items.send(item(self, i));
        };
        auto receive = [&]() -> awaitable<> {
            plait::detail::loop* const home = plait::detail::current.owner;
            std::map<int, int> latest;
            while (auto next = co_await items.receive()) {
                if (*next->number <= std::exchange(latest[next->sender], *next->number)
                    || plait::detail::current.owner != home)
                    ++wrong;
                ++received;
            }
        };
        auto send_all = [&]() -> awaitable<> {
            co_await on_every_loop(tasks_a_loop, send);
            items.close();
        };
        auto main = [&]() -> awaitable<> { co_await run_concurrent(send_all, on_every_loop(tasks_a_loop, receive)); };
        runtime(loops).run(main());
        CHECK(wrong == 0);
        CHECK(received == loops * tasks_a_loop * rounds);
        CHECK(items.size() == 0);
    }
}

TEST_CASE("no item is lost, and none arrives twice, when sends and receives run out of time on all loops")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<int> items(capacity);
        std::atomic<int> sent = 0;
        std::atomic<int> received = 0;
        auto once = [&](bool sends) -> awaitable<> {
            try {
                if (sends) {
                    co_await plait::with_timeout(0s, items.send(1));
                    ++sent;
                } else {
                    co_await plait::with_timeout(0s, items.receive());
                    ++received;
                }
            } catch (const boost::system::system_error& error) {
                if (error.code() != plait::error::timed_out)
                    throw;
            }
        };
        auto both = [&]() -> awaitable<> {
            for (int i = 0; i < rounds; ++i)
                co_await once(i % 2 == 0);
        };
        runtime(loops).run(on_every_loop(tasks_a_loop, both));
        while (items.try_receive())
            ++received;
        CHECK(sent == received);
    }
}

TEST_CASE("close on one loop ends the waits of all")
{
    for (std::size_t capacity : capacities) {
        CAPTURE(capacity);
        channel<int> items(capacity);
        std::atomic<int> sent = 0;
        std::atomic<int> received = 0;
        std::atomic<int> refused = 0;
        auto send = [&]() -> awaitable<> {
            bool open = true;
            while (open) {
                try {
                    co_await items.send(1);
                    ++sent;
                } catch (const boost::system::system_error& error) {
                    if (error.code() != plait::error::closed)
                        throw;
                    open = false;
                }
            }
            ++refused;
        };
        auto receive = [&]() -> awaitable<> {
            while (co_await items.receive())
                if (++received == rounds)
                    items.close();
        };
        auto main = [&]() -> awaitable<> {
            co_await run_concurrent(on_every_loop(tasks_a_loop, send), on_every_loop(tasks_a_loop, receive));
        };
        runtime(loops).run(main());
        CHECK(refused == loops * tasks_a_loop);
        CHECK(sent == received);
    }
}

TEST_CASE("a runtime that is stopped while items go round leaves nobody in the queues")
{
    for (int turns = 0; turns < 20; ++turns) {
        channel<int> items(0);
        std::atomic<int> received = 0;
        auto send = [&]() -> awaitable<> {
            for (;;)
                co_await items.send(1);
        };
        auto receive = [&]() -> awaitable<> {
            for (;;) {
                co_await items.receive();
                if (++received == 10 * turns + 1)
                    stop_by_failure();
            }
        };
        auto main = [&]() -> awaitable<> {
            co_await run_concurrent(on_every_loop(tasks_a_loop, send), on_every_loop(tasks_a_loop, receive));
        };
        CHECK_THROWS_WITH(runtime(loops).run(main()), "past any coroutine");
        CHECK_FALSE(items.try_receive());
        CHECK_FALSE(items.try_send(1));
    }
}

TEST_SUITE_END();
