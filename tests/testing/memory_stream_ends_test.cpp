#include <plait/testing/memory_stream.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/explore.hpp>
#include <plait/testing/probes.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/streams.hpp>

#include <array>
#include <optional>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::run_concurrent;
using plait::executor;
using plait::testing::explore;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::link_options;
using plait::testing::memory_stream;
using plait::testing::simulation;
using plait::testing::virtual_clock;
using tasks::code_of;

namespace {

/// The two ends on the two loops of a world.
template <class First, class Second>
awaitable<void> on_two_loops(simulation& world, const link_options& options, First first, Second second)
{
    std::optional<executor> there;
    co_await world.on(1, [&]() -> awaitable<void> { there = co_await asio::this_coro::executor; });
    auto [one, other] = memory_stream::connected(co_await asio::this_coro::executor, *there, options);
    auto use_one = [&]() -> awaitable<void> { co_await first(one); };
    auto use_other = [&]() -> awaitable<void> { co_await second(other); };
    co_await run_concurrent(use_one, world.on(1, use_other));
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

TEST_CASE("an end that was closed reads and writes no more, and may be closed once more")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        co_await other.write("too late");
        auto close = [&]() -> awaitable<void> {
            co_await plait::sleep_for(1s);
            one.close();
        };
        co_await one.read();
        co_await run_concurrent(close(), [&]() -> awaitable<void> {
            CHECK((co_await code_of(one.read())) == asio::error::operation_aborted);
        });
        CHECK((co_await code_of(one.read())) == asio::error::bad_descriptor);
        CHECK((co_await code_of(one.write("x"))) == asio::error::bad_descriptor);
        boost::system::error_code failed;
        CHECK(one.write_some(asio::buffer("x", 1), failed) == 0);
        CHECK(failed == asio::error::bad_descriptor);
        one.cancel();
        one.close();
        CHECK((co_await other.read()) == "");
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
                CHECK(reader->task()->waits_in() == nullptr);
            },
            [&]() -> awaitable<void> {
                CHECK(reader->task()->waits_in() == std::string("memory_stream::read"));
                co_await other.write("x");
            });
    });
}

TEST_CASE("the ends may be on two loops of a simulation, and each resumes on its own")
{
    explore(100, [](simulation& world) -> awaitable<void> {
        const plait::detail::loop* first = plait::detail::current.owner;
        std::string got;
        auto ping = [&](memory_stream& one) -> awaitable<void> {
            co_await one.write("ping");
            got += co_await one.read();
            REQUIRE(plait::detail::current.owner == first);
            memory_stream closes = std::move(one);
        };
        auto pong = [&](memory_stream& other) -> awaitable<void> {
            got += co_await other.read();
            REQUIRE(plait::detail::current.owner != first);
            co_await other.write("pong");
            got += co_await other.read_to_end();
            got += ".";
        };
        co_await on_two_loops(world, link_options(), ping, pong);
        REQUIRE(got == "pingpong.");
    });
}

TEST_CASE("what is on its way to another loop arrives there when its time has come")
{
    explore(100, [](simulation& world) -> awaitable<void> {
        auto ping = [](memory_stream& one) -> awaitable<void> { co_await one.write("ping"); };
        auto read = [&](memory_stream& other) -> awaitable<void> {
            const std::string got = co_await other.read();
            REQUIRE(got == "ping");
            REQUIRE(world.elapsed() == 3s);
        };
        co_await on_two_loops(world, link_options().latency(3s), ping, read);
    });
}

TEST_CASE("what waits at both ends, with something on its way, is destroyed with the world")
{
    lifetime_counts counts;
    CHECK_THROWS_AS(
        simulation(1).run([&]() -> awaitable<void> {
            const executor here = co_await asio::this_coro::executor;
            auto left_behind = [&]() -> awaitable<void> {
                auto [one, other] = memory_stream::connected(
                    co_await asio::this_coro::executor, link_options().latency(1s).capacity(2));
                co_await run_concurrent(
                    [&]() -> awaitable<void> {
                        const lifetime_probe probe(counts);
                        co_await one.write("123");
                    },
                    [&]() -> awaitable<void> {
                        const lifetime_probe probe(counts);
                        co_await other.read();
                    });
            };
            asio::co_spawn(here, left_behind, asio::detached);
            co_await plait::sleep_for(1ms);
            CHECK(counts.alive() == 2);
        }),
        plait::testing::leaked_tasks);
    CHECK(counts.alive() == 0);
}

TEST_SUITE_END();
