#include <plait/testing/memory_stream.hpp>

#include <plait/detail/loop.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/codes.hpp>

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::run_concurrent;
using plait::detail::loop;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::link_options;
using plait::testing::memory_stream;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
using tasks::code_of;

namespace {

void with_streams(const std::function<awaitable<void>(memory_stream&, memory_stream&, virtual_clock&)>& test)
{
    run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        auto [one, other] = memory_stream::connected(co_await asio::this_coro::executor);
        co_await test(one, other, clock);
    });
}

void start_on(loop& on, const std::function<awaitable<void>()>& task)
{
    asio::co_spawn(on.root(), task, [](std::exception_ptr thrown) { CHECK_FALSE(thrown); });
}

void run_both(loop& one, loop& other)
{
    for (int i = 0; i < 20; ++i) {
        one.run_ready();
        other.run_ready();
    }
}

} // namespace

TEST_SUITE_BEGIN("memory_stream ends");

TEST_CASE("reset ends what waits at both ends with connection_reset, and loses what was not read")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        co_await other.write("never read");
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                CHECK((co_await code_of(other.read())) == asio::error::connection_reset);
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                one.reset();
            });
        CHECK((co_await code_of(one.read())) == asio::error::connection_reset);
        CHECK((co_await code_of(one.write("x"))) == asio::error::connection_reset);
        boost::system::error_code failed;
        CHECK(one.write_some(asio::buffer("x", 1), failed) == 0);
        CHECK(failed == asio::error::connection_reset);
    });
}

TEST_CASE("after lose_sent nothing arrives, and writing waits when there is no room")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        one.capacity(10);
        co_await one.write("12345");
        one.lose_sent();
        co_await one.write("67890");
        CHECK((co_await other.read()) == "12345");
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, one.write("too many"))));

        std::optional<memory_stream> closes(std::move(one));
        closes.reset();
        auto read = [&]() -> awaitable<void> { co_await other.read(); };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, read()))); // it does not learn of that either
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("Asio's composed operations work on it")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        one.capacity(3);
        std::array<char, 4> first{};
        std::array<char, 4> second{};
        const std::array<asio::mutable_buffer, 2> parts{asio::buffer(first), asio::buffer(second)};
        co_await run_concurrent(
            [&]() -> awaitable<void> { co_await asio::async_write(one, asio::buffer("12345678", 8), asio::deferred); },
            [&]() -> awaitable<void> { co_await asio::async_read(other, parts, asio::deferred); });
        CHECK(std::string(first.data(), 4) + std::string(second.data(), 4) == "12345678");
    });
}

TEST_CASE("a completion comes through the task that waits, and the task says what it waits in")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        std::optional<plait::executor> reader;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                reader.emplace(co_await asio::this_coro::executor);
                co_await one.read();
                CHECK(plait::detail::current.running == reader->task());
                CHECK(reader->task()->waits_in == nullptr);
            },
            [&]() -> awaitable<void> {
                CHECK(reader->task()->waits_in == std::string("memory_stream::read"));
                co_await other.write("x");
            });
    });
}

TEST_CASE("the ends may be on two loops of one thread, and each resumes on its own")
{
    loop first(loop::time::virtual_);
    loop second(loop::time::virtual_);
    auto [one, other] = memory_stream::connected(first.root(), second.root());
    std::string got;
    start_on(first, [&]() -> awaitable<void> {
        co_await one.write("ping");
        got += co_await one.read();
        CHECK(plait::detail::current.owner == &first);
        memory_stream closes = std::move(one);
    });
    start_on(second, [&]() -> awaitable<void> {
        got += co_await other.read();
        CHECK(plait::detail::current.owner == &second);
        co_await other.write("pong");
        got += co_await other.read_to_end();
        got += ".";
    });

    run_both(first, second);
    CHECK(got == "pingpong.");
}

TEST_CASE("what is on its way to another loop arrives on a timer of that loop")
{
    loop first(loop::time::virtual_);
    loop second(loop::time::virtual_);
    auto [one, other] = memory_stream::connected(first.root(), second.root(), link_options().latency(3s));
    std::string got;
    start_on(first, [&]() -> awaitable<void> { return one.write("ping"); });
    start_on(second, [&]() -> awaitable<void> {
        got = co_await other.read();
        CHECK(plait::clock::now().time_since_epoch() == 3s);
    });

    run_both(first, second);
    CHECK(got == "");
    CHECK_FALSE(first.advance());
    CHECK(second.advance());
    run_both(first, second);
    CHECK(got == "ping");
}

TEST_CASE("when one of two loops goes away its ends close, and the other loop goes on")
{
    lifetime_counts counts;
    auto first = std::make_unique<loop>(loop::time::virtual_);
    loop second(loop::time::virtual_);
    auto [one, other] = memory_stream::connected(first->root(), second.root(), link_options().latency(1s, 2s));
    std::string got;
    start_on(*first, [&]() -> awaitable<void> {
        memory_stream own = std::move(one);
        const lifetime_probe probe(counts);
        co_await own.write("last words");
        co_await own.read();
    });
    start_on(second, [&]() -> awaitable<void> {
        const lifetime_probe probe(counts);
        got = co_await other.read_to_end();
    });
    run_both(*first, second);
    CHECK(counts.alive() == 2);

    first.reset();
    CHECK(counts.alive() == 1);
    while (second.advance())
        second.run_ready();
    CHECK(got == "last words");
    CHECK(counts.alive() == 0);
}

TEST_CASE("what waits at both ends, with something on its way, is destroyed with the loop")
{
    lifetime_counts counts;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        loop world(loop::time::virtual_);
        start_on(world, [&]() -> awaitable<void> {
            auto [one, other] =
                memory_stream::connected(co_await asio::this_coro::executor, link_options().latency(1s).capacity(2));
            co_await run_concurrent(
                [&]() -> awaitable<void> {
                    const lifetime_probe probe(counts);
                    co_await one.write("123");
                },
                [&]() -> awaitable<void> {
                    const lifetime_probe probe(counts);
                    co_await other.read();
                });
        });
        world.run_ready();
        CHECK(counts.alive() == 2);
        co_return;
    });
    CHECK(counts.alive() == 0);
}

TEST_SUITE_END();
