#include <plait/run_concurrent.hpp>

#include <plait/detail/kernel/frame_pool.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <functional>
#include <ranges>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace std::chrono_literals;
using namespace tasks;
using plait::run_concurrent;
using plait::detail::frame_pool;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

awaitable<int> nested(int depth)
{
    if (depth == 0)
        co_return co_await value_after(1ms, 1);
    auto [inner] = co_await run_concurrent(nested(depth - 1));
    co_return inner + 1;
}

awaitable<int> nested_at_once(int depth)
{
    if (depth == 0)
        co_return 1;
    auto [inner] = co_await run_concurrent(nested_at_once(depth - 1));
    co_return inner + 1;
}

} // namespace

TEST_SUITE_BEGIN("many tasks");

TEST_CASE("10,000 joins inside each other start, end and are cancelled on one stack")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        CHECK((co_await nested(10'000)) == 10'001);
        CHECK((co_await nested_at_once(10'000)) == 10'001);
        CHECK(clock.elapsed() == 1ms);
        auto deep = []() -> awaitable<> { co_await nested(10'000); };
        CHECK(is_aborted(co_await cancelled_after(0ms, deep())));
    });
}

TEST_CASE("10,000 joins inside each other are destroyed where they wait")
{
    CHECK_THROWS_AS(
        run_virtual([](virtual_clock&) -> awaitable<> {
            auto wait = [](auto& self, int depth) -> awaitable<> {
                if (depth == 0)
                    co_await wait_for_ever();
                co_await run_concurrent(self(self, depth - 1));
            };
            co_await wait(wait, 10'000);
        }),
        boost::system::system_error); // a deadlock
}

TEST_CASE("100,000 tasks wait at the same time, and are cancelled together")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        int left = 0;
        auto wait = [&](int) -> awaitable<> {
            struct guard {
                int& left;
                ~guard() { ++left; }
            } on_exit{left};
            co_await plait::sleep_for(1h);
        };
        auto all = [&]() -> awaitable<> {
            co_await run_concurrent(std::views::iota(0, 100'000) | std::views::transform(std::ref(wait)));
        };
        CHECK_THROWS_AS(co_await plait::with_timeout(1s, all), boost::system::system_error);
        CHECK(left == 100'000);
        CHECK(clock.elapsed() == 1s);
    });
}

#if defined(__GLIBC__) && PLAIT_KNOWS_ASIO_FRAMES
TEST_CASE("100,000 tasks that sleep take 500 bytes each")
{
    auto used = [] {
        const struct mallinfo2 now = mallinfo2();
        return now.uordblks + now.hblkhd;
    };
    run_virtual([&](virtual_clock&) -> awaitable<> {
        constexpr int number = 100'000;
        std::size_t bytes = 0;
        auto sleep = [](int) -> awaitable<> { co_await plait::sleep_for(1h); };
        auto all = [&]() -> awaitable<> {
            plait::detail::join sleepers(co_await boost::asio::this_coro::executor, "test");
            co_await sleepers.run([&] {
                const std::size_t before = used();
                for (int i = 0; i < number; ++i)
                    sleepers.start(sleep(i));
                bytes = used() - before;
                sleepers.cancel();
            });
        };
        co_await all();

        constexpr std::size_t headers = 3 * sizeof(std::size_t); // of malloc: two blocks for each task, and what it rounds
        CHECK(bytes / number <= 500 + headers); // none are seen where a sanitizer has a malloc of its own
    });
}
#endif

TEST_CASE("a task that posts to its own loop again and again keeps it neither from sockets nor from timers")
{
    using tcp = boost::asio::ip::tcp;
    plait::runtime one(1);
    one.run([]() -> awaitable<> {
        bool stop = false;
        auto busy = [&]() -> awaitable<> {
            while (!stop)
                co_await boost::asio::post(boost::asio::deferred);
        };
        auto connect = [&]() -> awaitable<> {
            const plait::executor here = co_await boost::asio::this_coro::executor;
            tcp::acceptor::rebind_executor<plait::executor>::other listening(
                here, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
            tcp::socket::rebind_executor<plait::executor>::other client(here);
            auto [nothing, server] = co_await run_concurrent(
                client.async_connect(listening.local_endpoint(), boost::asio::use_awaitable_t<plait::executor>()),
                listening.async_accept(boost::asio::use_awaitable_t<plait::executor>()));
            co_await plait::sleep_for(1ms);
            stop = true;
        };
        co_await run_concurrent(busy, connect);
        CHECK(stop);
    }());
}

TEST_CASE("a frame that is freed is used again for one of its size, and may be freed anywhere")
{
    void* outside = frame_pool::allocate(100); // no loop runs here
    frame_pool pool;
    plait::detail::current.pool = &pool;
    void* one = frame_pool::allocate(100);
    frame_pool::deallocate(one, 100);
    CHECK(frame_pool::allocate(104) == one); // the sizes of a list differ by less than 16
    frame_pool::deallocate(one, 104);
    void* other = frame_pool::allocate(105);
    CHECK(other != one);
    void* large = frame_pool::allocate(100'000);
    frame_pool::deallocate(large, 100'000);
    frame_pool::deallocate(outside, 100);
    CHECK(frame_pool::allocate(100) == outside);
    plait::detail::current.pool = nullptr;
    frame_pool::deallocate(outside, 100);
    frame_pool::deallocate(other, 105);
}

TEST_SUITE_END();
