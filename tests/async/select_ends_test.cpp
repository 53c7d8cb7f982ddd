#include <plait/select.hpp>

#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>
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
#include <variant>

using namespace std::chrono_literals;
using namespace tasks;
using boost::system::error_code;
using boost::system::system_error;
using plait::after;
using plait::channel;
using plait::event;
using plait::run_concurrent;
using plait::select;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("select: ends");

TEST_CASE("receiving from a closed channel is ready, and gives none")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        auto wait = [&]() -> awaitable<> {
            auto chosen = co_await select(after(1h), prices.receiving());
            CHECK(chosen.index() == 1);
            CHECK_FALSE(std::get<1>(chosen));
        };
        co_await run_concurrent(wait, call_after(10ms, [&] { prices.close(); }));
        CHECK(clock.elapsed() == 10ms);
        co_await wait();
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("sending to a closed channel makes select throw closed when that case comes up, and the item stays")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> out(0);
        event stop;
        auto offer = out.sending(3);
        auto [code, none] = co_await run_concurrent(
            code_of(select(stop.waiting(), offer, after(1h))), call_after(10ms, [&] { out.close(); }));
        CHECK(code == plait::error::closed);
        CHECK(clock.elapsed() == 10ms);
        CHECK(offer.item == 3);

        CHECK((co_await code_of(select(stop.waiting(), offer))) == plait::error::closed);
        CHECK_THROWS_AS((void)plait::try_select(offer), system_error);
        stop.set();
        CHECK((co_await select(stop.waiting(), offer)).index() == 0); // it does not come up
    });
}

TEST_CASE("cancelling the task ends the wait, and it has left all queues")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        channel<int> out(0);
        event stop;
        auto wait = [&]() -> awaitable<> {
            co_await select(prices.receiving(), out.sending(1), stop.waiting(), after(1h));
        };
        CHECK(is_aborted(co_await cancelled_after(5ms, wait())));
        CHECK(clock.elapsed() == 5ms);

        CHECK_FALSE(out.try_receive());
        CHECK(prices.try_send(1));
        CHECK(prices.size() == 1);
        stop.set();
    });
}

TEST_CASE("a timeout ends the wait with timed_out")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        CHECK(
            (co_await code_of(with_timeout(80ms, select(prices.receiving(), after(1h))))) == plait::error::timed_out);
        CHECK(clock.elapsed() == 80ms);
        CHECK((co_await with_timeout(80ms, select(prices.receiving(), after(80ms)))).index() == 1); // just in time
    });
}

TEST_CASE("an item that is handed over in the moment of the cancellation is returned, not lost")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(0);
        event stop;
        std::optional<int> got;
        auto wait = [&]() -> awaitable<> {
            auto chosen = co_await select(stop.waiting(), prices.receiving());
            got = std::get<1>(chosen);
        };
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(wait());
            CHECK(prices.try_send(1));
            stop.set(); // too late, as is
            only.cancel();
        });
        CHECK(got == 1);
        CHECK_FALSE(only.error());
    });
}

TEST_CASE("a cancellation that comes first leaves the item where it is")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> out(0);
        auto offer = out.sending(1);
        auto wait = [&]() -> awaitable<> { co_await select(offer, after(1h)); };
        plait::detail::join only(co_await boost::asio::this_coro::executor, "test");
        co_await only.run([&] {
            only.start(wait());
            only.cancel();
            CHECK_FALSE(out.try_receive());
        });
        CHECK(is_aborted(only.error()));
        CHECK(offer.item == 1);
    });
}

TEST_CASE("a task in select when its loop goes away leaves all queues, and takes its item along")
{
    const auto item = std::make_shared<int>(1);
    channel<std::shared_ptr<int>> in(0);
    channel<std::shared_ptr<int>> out(0);
    event stop;
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> {
        auto wait = [&]() -> awaitable<> {
            co_await select(
                in.receiving(), stop.waiting(), out.sending(item), plait::at(plait::clock::time_point::max()));
        };
        co_await run_concurrent(wait, wait);
    }));
    CHECK(item.use_count() == 1);
    CHECK_FALSE(out.try_receive()); // would take it from a task that is gone
    CHECK_FALSE(in.try_send(item)); // would give it to one
    stop.set();
}

TEST_SUITE_END();
