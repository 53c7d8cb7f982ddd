#include <plait/adopt.hpp>

#include <plait/executor.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace tasks;
using plait::adopt;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

// Coroutines of another library, which knows Asio only.
namespace foreign {

template <class T>
asio::awaitable<T> value(T result)
{
    co_await asio::post(asio::use_awaitable);
    co_return result;
}

asio::awaitable<void> nothing(int& calls)
{
    co_await asio::post(asio::use_awaitable);
    ++calls;
}

asio::awaitable<int> failure(bool at_once)
{
    if (!at_once)
        co_await asio::post(asio::use_awaitable);
    throw std::runtime_error("foreign");
}

/// Reads from a socket to which nobody writes.
asio::awaitable<void> read_for_ever(bool& left)
{
    struct guard {
        bool& left;
        ~guard() { left = true; }
    } on_exit{left};
    asio::local::stream_protocol::socket reader(co_await asio::this_coro::executor);
    asio::local::stream_protocol::socket writer(co_await asio::this_coro::executor);
    asio::local::connect_pair(reader, writer);
    std::array<char, 1> received;
    co_await asio::async_read(reader, asio::buffer(received), asio::use_awaitable);
}

} // namespace foreign

TEST_SUITE_BEGIN("adopt");

TEST_CASE("returns the coroutine's result")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int calls = 0;

        CHECK(co_await adopt(foreign::value<std::string>("body")) == "body");
        const auto moved = co_await adopt(foreign::value(std::make_unique<int>(4)));
        CHECK(*moved == 4);
        co_await adopt(foreign::nothing(calls));
        CHECK(calls == 1);
    });
}

TEST_CASE("rethrows what the coroutine throws, unchanged")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS(co_await adopt(foreign::failure(false)), "foreign", std::runtime_error);
        CHECK_THROWS_WITH_AS(co_await adopt(foreign::failure(true)), "foreign", std::runtime_error);
    });
}

TEST_CASE("cancellation is passed on to the coroutine, which is waited for")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        bool left = false;

        const std::exception_ptr error = co_await cancelled_after(10ms, adopt(foreign::read_for_ever(left)));

        CHECK(is_aborted(error));
        CHECK(left);
        CHECK(clock.elapsed() == 10ms);
    });
}

TEST_CASE("the coroutine runs on the caller's loop, as a part of the caller's task")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        plait::detail::loop* const home = plait::detail::current.owner;
        plait::detail::task* const caller = plait::detail::current.running;
        auto look = [&]() -> asio::awaitable<void> {
            for (int i = 0; i < 2; ++i) {
                CHECK(plait::detail::current.owner == home);
                CHECK(plait::detail::current.running == caller);
                co_await asio::post(asio::use_awaitable);
            }
            const asio::any_io_executor here = co_await asio::this_coro::executor;
            CHECK(here.target<plait::executor>() != nullptr);
        };
        co_await adopt(look());
    });
}

TEST_CASE("adopted coroutines are tasks like any other")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto [own, other] = co_await plait::run_concurrent(value_after(1ms, 1), adopt(foreign::value(2)));
        CHECK(own + other == 3);

        bool left = false;
        CHECK_THROWS_WITH(
            co_await plait::run_concurrent(adopt(foreign::read_for_ever(left)), failure_after(1ms, "boom")), "boom");
        CHECK(left);
    });
}

TEST_CASE("a coroutine that still waits when its loop goes away is destroyed, before the caller")
{
    bool left = false;
    CHECK_THROWS(run_virtual([&](virtual_clock&) -> awaitable<> { co_await adopt(foreign::read_for_ever(left)); }));
    CHECK(left);
}

TEST_SUITE_END();
