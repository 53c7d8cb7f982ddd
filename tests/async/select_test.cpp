#include <plait/select.hpp>

#include <plait/channel.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

using namespace std::chrono_literals;
using namespace tasks;
using plait::after;
using plait::channel;
using plait::event;
using plait::run_concurrent;
using plait::select;
using plait::try_select;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

TEST_SUITE_BEGIN("select");

TEST_CASE("waits for the first of several things, and says which it was")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<std::string> prices(1);
        channel<int> out(0);
        event stop;
        auto use = [&]() -> awaitable<> {
            auto chosen = co_await select(prices.receiving(), stop.waiting(), out.sending(3), after(80ms));
            static_assert(std::same_as<
                          decltype(chosen),
                          std::variant<std::optional<std::string>, std::monostate, std::monostate, std::monostate>>);
            CHECK(chosen.index() == 0);
            CHECK(std::get<0>(chosen) == "seven");
            CHECK(clock.elapsed() == 10ms);

            chosen = co_await select(prices.receiving(), stop.waiting(), out.sending(3), after(80ms));
            CHECK(chosen.index() == 2);
            CHECK(clock.elapsed() == 20ms);

            chosen = co_await select(prices.receiving(), stop.waiting(), out.sending(4), after(80ms));
            CHECK(chosen.index() == 1);
            CHECK(clock.elapsed() == 30ms);

            stop.reset();
            chosen = co_await select(prices.receiving(), stop.waiting(), out.sending(5), after(80ms));
            CHECK(chosen.index() == 3);
            CHECK(clock.elapsed() == 110ms);
        };
        auto act = [&]() -> awaitable<> {
            co_await plait::sleep_for(10ms);
            co_await prices.send("seven");
            co_await plait::sleep_for(10ms);
            CHECK((co_await out.receive()) == 3);
            co_await plait::sleep_for(10ms);
            stop.set();
        };
        co_await run_concurrent(use, act);
    });
}

TEST_CASE("of several that are ready it is the first in the order of the arguments")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        channel<int> out(1);
        event stop;
        stop.set();
        for (int i = 0; i < 20; ++i) {
            REQUIRE(prices.try_send(7));
            CHECK((co_await select(prices.receiving(), stop.waiting(), out.sending(1), after(0s))).index() == 0);
            REQUIRE(prices.try_send(7));
            CHECK((co_await select(stop.waiting(), prices.receiving(), out.sending(1), after(0s))).index() == 0);
            CHECK((co_await select(after(0s), prices.receiving(), out.sending(1), stop.waiting())).index() == 0);
            CHECK(prices.try_receive() == 7);
        }
        CHECK((co_await select(out.sending(1), prices.receiving(), stop.waiting())).index() == 0);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("what is not chosen leaves no trace: nothing is received, nothing is sent")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> prices(1);
        channel<int> out(0);
        channel<int> kept(2);
        REQUIRE(kept.try_send(1));

        CHECK((co_await select(after(10ms), prices.receiving(), out.sending(3))).index() == 0);
        CHECK_FALSE(out.try_receive());
        CHECK(prices.try_send(7));
        CHECK(prices.size() == 1);

        CHECK((co_await select(prices.receiving(), kept.receiving(), kept.sending(2))).index() == 0);
        CHECK(kept.size() == 1);
        CHECK(kept.try_receive() == 1);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("an item that is not sent stays in its case, and can be sent later")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<std::unique_ptr<int>> orders(0);
        auto offer = orders.sending(std::make_unique<int>(3));

        CHECK((co_await select(offer, after(10ms))).index() == 1);
        REQUIRE(offer.item);
        CHECK(*offer.item == 3);
        CHECK_FALSE(try_select(offer));
        REQUIRE(offer.item);

        auto offer_again = [&]() -> awaitable<> { CHECK((co_await select(offer, after(10ms))).index() == 0); };
        auto [got, none] = co_await run_concurrent(orders.receive(), offer_again);
        CHECK(**got == 3);
        CHECK_FALSE(offer.item);
    });
}

TEST_CASE("a case that is a variable can be used again")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(2);
        auto next = prices.receiving();
        for (int i = 0; i < 3; ++i) {
            REQUIRE(prices.try_send(int(i)));
            CHECK(std::get<0>(co_await select(next, after(10ms))) == i);
        }
        CHECK((co_await select(next, after(10ms))).index() == 1);
    });
}

TEST_CASE("both ends of a channel may be in select, whichever comes first")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        for (std::size_t capacity : {0, 1}) {
            CAPTURE(capacity);
            channel<int> meeting(capacity);
            channel<int> other(0);
            event never;
            std::optional<int> got;
            auto send = [&]() -> awaitable<> {
                CHECK((co_await select(never.waiting(), meeting.sending(7), other.sending(8))).index() == 1);
            };
            auto receive = [&]() -> awaitable<> {
                auto chosen = co_await select(meeting.receiving(), never.waiting());
                got = std::get<0>(chosen);
            };
            co_await run_concurrent(send, receive);
            CHECK(got == 7);
            got.reset();
            co_await run_concurrent(receive, send);
            CHECK(got == 7);
            CHECK_FALSE(other.try_receive());
        }
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("two that select over the same two channels exchange an item in one direction only")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> left(0);
        channel<int> right(0);
        auto swap = [&](channel<int>& to, channel<int>& from) -> awaitable<std::size_t> {
            co_return (co_await select(to.sending(1), from.receiving(), after(10ms))).index();
        };
        auto [first, second] = co_await run_concurrent(swap(left, right), swap(right, left));
        CHECK(first + second == 1);
    });
}

TEST_CASE("a select does not meet itself")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        channel<int> meeting(0);
        CHECK((co_await select(meeting.sending(1), meeting.receiving(), after(10ms))).index() == 2);
        CHECK((co_await select(meeting.receiving(), meeting.sending(1), after(10ms))).index() == 2);
        CHECK(clock.elapsed() == 20ms);

        auto both = [&]() -> awaitable<std::size_t> {
            co_return (co_await select(meeting.receiving(), meeting.sending(1))).index();
        };
        auto [first, second] = co_await run_concurrent(both(), both());
        CHECK(first + second == 1); // but another one
    });
}

TEST_CASE("those in select and those in receive are served in the order of arrival")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(0);
        auto selected = [&]() -> awaitable<std::optional<int>> {
            auto chosen = co_await select(after(1h), prices.receiving());
            co_return std::get<1>(chosen);
        };
        auto send = [&]() -> awaitable<> {
            for (int i = 1; i <= 4; ++i)
                co_await prices.send(i);
        };
        auto [first, second, third, fourth, none] =
            co_await run_concurrent(selected(), prices.receive(), selected(), prices.receive(), send);
        CHECK(first == 1);
        CHECK(second == 2);
        CHECK(third == 3);
        CHECK(fourth == 4);
    });
}

TEST_CASE("one that something else was chosen for is passed over by those who send")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<int> prices(0);
        event stop;
        auto selects = [&]() -> awaitable<> {
            CHECK((co_await select(prices.receiving(), stop.waiting())).index() == 1);
        };
        auto stop_and_send = [&]() -> awaitable<> {
            stop.set();
            CHECK(prices.try_send(1)); // goes to the receiver behind it
            co_return;
        };
        auto [none, got, nothing] = co_await run_concurrent(selects, prices.receive(), stop_and_send);
        CHECK(got == 1);
    });
}

TEST_CASE("items need no default constructor, and need be neither copyable nor assignable")
{
    struct ticket {
        explicit ticket(int number) : number(std::make_unique<int>(number)) {}
        ticket(ticket&&) noexcept = default;
        ticket& operator=(ticket&&) = delete;
        std::unique_ptr<int> number;
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        channel<ticket> tickets(0);
        auto send = [&]() -> awaitable<> {
            CHECK((co_await select(tickets.sending(ticket(1)), after(1h))).index() == 0);
            co_await plait::sleep_for(1ms); // until the receiver waits again
            CHECK(try_select(tickets.sending(ticket(2))));
        };
        auto receive = [&]() -> awaitable<> {
            auto first = co_await select(tickets.receiving());
            CHECK(*std::get<0>(first)->number == 1);
            auto second = co_await select(after(1h), tickets.receiving());
            CHECK(*std::get<1>(second)->number == 2);
            CHECK_FALSE(try_select(tickets.receiving()));
        };
        co_await run_concurrent(receive, send);
    });
}

TEST_CASE("try_select does what is ready now, or nothing")
{
    channel<int> prices(1);
    channel<int> out(1);
    event stop;
    CHECK_FALSE(try_select(prices.receiving(), stop.waiting(), after(1h)));

    CHECK(try_select(prices.receiving(), stop.waiting(), out.sending(3)).value().index() == 2);
    CHECK(out.try_receive() == 3);

    REQUIRE(prices.try_send(7));
    const auto chosen = try_select(stop.waiting(), prices.receiving());
    REQUIRE(chosen);
    CHECK(std::get<1>(*chosen) == 7);
}

TEST_SUITE_END();
