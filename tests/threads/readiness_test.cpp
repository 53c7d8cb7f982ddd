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

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#if PLAIT_HAS_READINESS

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using plait::awaitable;
using plait::detail::readiness;

/// A descriptor that has news when the test says so, and counts what it is told.
class told_of final : public readiness::user {
public:
    told_of() = default;
    told_of(const told_of&) = delete;
    told_of& operator=(const told_of&) = delete;
    ~told_of()
    {
        watch.reset();
        ::close(descriptor);
    }

    void begin(readiness& of) { watch = readiness::watch(of, descriptor, EPOLLIN, *this); }
    void news() { REQUIRE(::eventfd_write(descriptor, 1) == 0); }

    const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    readiness::watch watch;
    int times_ready = 0;
    int times_again = 0;
    std::function<void()> then = [] {};

private:
    void ready(std::uint32_t events) noexcept override
    {
        CHECK((events & EPOLLIN) != 0);
        ++times_ready;
        then();
    }
    void again() noexcept override
    {
        ++times_again;
        then();
    }
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
                each->news();
                each->news();
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

TEST_CASE("what has come before a watch begins is told, and a change tells it again")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        one.news();
        one.begin(of);
        co_await look();
        CHECK(one.times_ready == 1);
        one.watch.change(one.descriptor, EPOLLIN | EPOLLOUT);
        co_await look();
        CHECK(one.times_ready == 2);
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
            each->news();
        }
        co_await look();
        CHECK(one.times_ready + other.times_ready == 1);

        told_of next; // which has a registration that was used before
        next.begin(of);
        next.news();
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
            all[1]->news();
            all[2]->watch.ask_again();
        }(all));
        all.clear(); // before the loop's context, as sockets are
    }
}

TEST_CASE("a descriptor that cannot be watched is an error")
{
    with_readiness([](readiness& of) -> awaitable<void> {
        told_of one;
        CHECK_THROWS_AS(one.watch = readiness::watch(of, -1, EPOLLIN, one), boost::system::system_error);
        one.begin(of);
        one.news();
        co_await look();
        CHECK(one.times_ready == 1);
    });
}

TEST_SUITE_END();

#endif
