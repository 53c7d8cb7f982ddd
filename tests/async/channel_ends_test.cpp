#include <plait/channel.hpp>

#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/tasks.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using namespace tasks;
using boost::system::error_code;
using boost::system::system_error;
using plait::channel;
using plait::run_concurrent;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<void> receive_into(channel<int>& from, std::optional<int>& got)
{
    got = co_await from.receive();
}

} // namespace

TEST_SUITE_BEGIN("channel: ends");

TEST_CASE("what a closed channel keeps is received first, then comes none")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(2);
        co_await prices.send(1);
        co_await prices.send(2);
        CHECK_FALSE(prices.is_closed());
        prices.close();
        prices.close(); // no more than once
        CHECK(prices.is_closed());
        CHECK(prices.size() == 2);

        CHECK((co_await prices.receive()) == 1);
        CHECK(prices.try_receive() == 2);
        CHECK_FALSE((co_await prices.receive()));
        CHECK_FALSE(prices.try_receive());
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("close wakes those that wait to receive: they get none")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(2);

        auto [first, second, none] =
            co_await run_concurrent(prices.receive(), prices.receive(), call_after(10ms, [&] { prices.close(); }));

        CHECK_FALSE(first);
        CHECK_FALSE(second);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("sending to a closed channel throws closed")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        for (std::size_t capacity : {0, 2}) {
            CAPTURE(capacity);
            channel<int> prices(capacity);
            prices.close();

            CHECK((co_await code_of(prices.send(1))) == plait::error::closed);
            CHECK_THROWS_AS((void)prices.try_send(1), system_error);
            CHECK(prices.size() == 0);
        }
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("close wakes those that wait to send with closed: their items are not sent")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        co_await prices.send(1);

        auto [first, second, none] = co_await run_concurrent(
            code_of(prices.send(2)), code_of(prices.send(3)), call_after(10ms, [&] { prices.close(); }));

        CHECK(first == plait::error::closed);
        CHECK(second == plait::error::closed);
        CHECK(clock.elapsed() == 10ms);
        CHECK((co_await prices.receive()) == 1);
        CHECK_FALSE((co_await prices.receive()));
    });
}

TEST_CASE("an item that was handed over before close arrives")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> meeting(0);
        auto send_and_close = [&]() -> awaitable<> {
            co_await meeting.send(1);
            meeting.close();
        };
        auto [got, none] = co_await run_concurrent(meeting.receive(), send_and_close);
        CHECK(got == 1);
    });
}

TEST_CASE("a sender that is cancelled sends nothing, and those behind it move up")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        std::vector<int> got;
        auto give_up = [&]() -> awaitable<> {
            CHECK(is_aborted(co_await cancelled_after(5ms, prices.send(2))));
            CHECK(clock.elapsed() == 5ms);
        };
        auto receive = [&]() -> awaitable<> {
            co_await plait::sleep_for(10ms);
            while (auto next = prices.try_receive())
                got.push_back(*next);
        };
        co_await run_concurrent(prices.send(1), give_up, prices.send(3), receive);

        CHECK(got == std::vector{1, 3});
    });
}

TEST_CASE("a receiver that is cancelled takes nothing, and those behind it move up")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        std::optional<int> got;
        auto give_up = [&]() -> awaitable<> {
            std::optional<int> none;
            CHECK(is_aborted(co_await cancelled_after(5ms, receive_into(prices, none))));
            CHECK_FALSE(none);
            CHECK(clock.elapsed() == 5ms);
            co_await prices.send(1);
        };
        co_await run_concurrent(give_up, receive_into(prices, got));

        CHECK(got == 1);
    });
}

TEST_CASE("timeouts end the waits with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> meeting(0);

        CHECK((co_await code_of(with_timeout(80ms, meeting.receive()))) == plait::error::timed_out);
        CHECK((co_await code_of(with_timeout(80ms, meeting.send(1)))) == plait::error::timed_out);
        CHECK(clock.elapsed() == 160ms);
        CHECK_FALSE(meeting.try_receive());
    });
}

TEST_CASE("an item that is handed over in the moment of the cancellation is returned, not lost")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        for (std::size_t capacity : {0, 1}) {
            CAPTURE(capacity);
            channel<int> prices(capacity);
            std::optional<int> got;
            plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
            co_await only.run([&] {
                only.start(receive_into(prices, got));
                CHECK(prices.try_send(1));
                only.cancel();
            });
            CHECK(got == 1);
            CHECK_FALSE(only.error());
        }
    });
}

TEST_CASE("an item that is taken in the moment of the cancellation counts as sent")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> meeting(0);
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(meeting.send(1));
            CHECK(meeting.try_receive() == 1);
            only.cancel();
        });
        CHECK_FALSE(only.error());
    });
}

TEST_CASE("a cancellation that comes first ends the wait, and the item stays in the channel")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(1);
        std::optional<int> got;
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(receive_into(prices, got));
            only.cancel();
            CHECK(prices.try_send(1));
        });
        CHECK(is_aborted(only.error()));
        CHECK_FALSE(got);
        CHECK(prices.try_receive() == 1);
    });
}

TEST_CASE("tasks that still wait when their loop goes away leave the channel's queues, and take their items along")
{
    const auto item = std::make_shared<int>(1);
    channel<std::shared_ptr<int>> meeting(0);
    CHECK_THROWS(run_virtual(
        [&](virtual_clock&) -> awaitable<> { co_await run_concurrent(meeting.send(item), meeting.send(item)); }));
    CHECK(item.use_count() == 1);
    CHECK_FALSE(meeting.try_receive()); // would take it from a task that is gone

    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> { co_await meeting.receive(); }));
    CHECK_FALSE(meeting.try_send(item)); // would give it to one
    meeting.close();
}

TEST_SUITE_END();
