#include "async/coroutine/readiness.hpp"

#include <plait/detail/coroutine/loop.hpp>
#include <plait/event.hpp>
#include <plait/run.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#if PLAIT_HAS_READINESS

#include "platform/event_set.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using plait::awaitable;
using plait::detail::readiness;
namespace news = plait::platform::news;

/// A descriptor that has news when the test says so, and counts what it is told.
class told_of final : public readiness::user {
public:
    told_of() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) == 0); }
    told_of(const told_of&) = delete;
    told_of& operator=(const told_of&) = delete;
    ~told_of()
    {
        watch.reset();
        for (const int each : ends_)
            ::close(each);
    }

    [[nodiscard]] int descriptor() const noexcept { return ends_[0]; }
    void begin(readiness& of) { watch = readiness::watch(of, descriptor(), news::readable, *this); }
    void change(std::uint32_t to) { watch.change(descriptor(), to); }
    void has_come() { REQUIRE(::send(ends_[1], "", 1, 0) == 1); }
    void leave() { ::shutdown(ends_[1], SHUT_WR); }
    void leave_no_room()
    {
        std::array<char, 4096> full{};
        while (::send(descriptor(), full.data(), full.size(), MSG_DONTWAIT) > 0) {
        }
    }
    void make_room()
    {
        std::array<char, 4096> taken;
        while (::recv(ends_[1], taken.data(), taken.size(), MSG_DONTWAIT) > 0) {
        }
    }

    readiness::watch watch;
    std::uint32_t events = 0; // all that it was told
    int times_ready = 0;
    int times_again = 0;
    std::function<void()> then = [] {};

private:
    void ready(std::uint32_t events) noexcept override
    {
        this->events |= events;
        ++times_ready;
        then();
    }
    void again() noexcept override
    {
        ++times_again;
        then();
    }

    std::array<int, 2> ends_{};
};

void with_readiness(const std::function<awaitable<void>(readiness&)>& use)
{
    plait::run([&]() -> awaitable<void> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        co_await use(boost::asio::use_service<readiness>(plait::detail::context_of(here.owner())));
    }());
}

/// Lets the loop tell all that it knows.
awaitable<void> look()
{
    for (int i = 0; i < 3; ++i)
        co_await plait::sleep_for(1ms);
}

} // namespace

TEST_SUITE_BEGIN("readiness");

TEST_CASE("all are told, once for all that has come, however many have news at once")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        std::vector<std::unique_ptr<told_of>> all;
        for (std::size_t i = 0; i < 300; ++i)
            all.emplace_back(std::make_unique<told_of>())->begin(of);
        for (int round = 1; round <= 3; ++round) {
            for (const auto& each : all) {
                each->has_come();
                each->has_come();
            }
            plait::event last;
            std::size_t left = all.size();
            for (const auto& each : all)
                each->then = [&] {
                    if (--left == 0)
                        last.set();
                };
            co_await last.wait();
            co_await look();
            for (const auto& each : all)
                CHECK(each->times_ready == round);
        }
    });
}

TEST_CASE("what is there before a watch begins is told, and so is room that is asked for later")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        one.has_come();
        one.begin(of);
        co_await look();
        CHECK(one.times_ready == 1);
        CHECK((std::exchange(one.events, 0) & news::readable) != 0);
        one.change(news::readable | news::writable);
        co_await look();
        CHECK((one.events & news::writable) != 0);
    });
}

TEST_CASE("who asks for room is told when there is some, each time")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        one.begin(of);
        for (int round = 1; round <= 2; ++round) {
            one.leave_no_room();
            one.change(news::readable | news::writable);
            co_await look();
            CHECK(one.events == 0);
            one.make_room();
            co_await look();
            CHECK(std::exchange(one.events, 0) == news::writable);
        }
    });
}

TEST_CASE("that the other end has gone is told as something to read")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        one.watch = readiness::watch(of, one.descriptor(), news::readable | news::ended, one);
        one.leave();
        co_await look();
        CHECK((one.events & news::readable) != 0);
        CHECK((one.events & news::ended) != 0);
    });
}

TEST_CASE("a watch may end in its own call, and in that of another whose news came at the same time")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        told_of other;
        for (told_of* each : {&one, &other}) {
            each->begin(of);
            each->then = [&] {
                one.watch.reset();
                other.watch.reset();
            };
            each->has_come();
        }
        co_await look();
        CHECK(one.times_ready + other.times_ready == 1);

        told_of next; // which has a registration that was used before
        next.begin(of);
        next.has_come();
        co_await look();
        CHECK(next.times_ready == 1);
        CHECK(one.times_ready + other.times_ready == 1);
    });
}

TEST_CASE("who asks to be called again is called once, later, and may ask again then")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        told_of ends;
        one.begin(of);
        ends.begin(of);
        one.watch.ask_again();
        one.watch.ask_again();
        ends.watch.ask_again();
        ends.watch.reset();
        CHECK(one.times_again == 0);
        co_await look();
        CHECK(one.times_again == 1);
        CHECK(ends.times_again == 0);

        one.then = [&] {
            if (one.times_again < 5)
                one.watch.ask_again();
        };
        one.watch.ask_again();
        co_await look();
        CHECK(one.times_again == 5);
    });
}

TEST_CASE("a watch does not keep the loop from ending, and may outlast its run")
{
    std::vector<std::unique_ptr<told_of>> all;
    {
        plait::runtime one(1);
        one.run([](std::vector<std::unique_ptr<told_of>>& all) -> awaitable<void> {
            const plait::executor here = co_await boost::asio::this_coro::executor;
            auto& of = boost::asio::use_service<readiness>(plait::detail::context_of(here.owner()));
            for (int i = 0; i < 3; ++i)
                all.emplace_back(std::make_unique<told_of>())->begin(of);
            all[1]->has_come();
            all[2]->watch.ask_again();
        }(all));
        all.clear(); // before the loop's context, as sockets are
    }
}

TEST_CASE("a descriptor that cannot be watched is an error")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        CHECK_THROWS_AS(one.watch = readiness::watch(of, -1, news::readable, one), boost::system::system_error);
        one.begin(of);
        one.has_come();
        co_await look();
        CHECK(one.times_ready == 1);
    });
}

TEST_SUITE_END();

#endif
