#include <plait/testing/memory_stream.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/testing/simulation_errors.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/streams.hpp>
#include <support/tasks.hpp>

#include <array>
#include <optional>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::run_concurrent;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;
using plait::testing::memory_stream;
using plait::testing::virtual_clock;

namespace {

boost::system::error_code code_of(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& known) {
        return known.code();
    }
}

} // namespace

TEST_SUITE_BEGIN("memory_stream");

TEST_CASE("what is written at one end is read at the other, in both directions")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        co_await one.write("to ");
        co_await one.write("the other");
        co_await other.write("to one");

        CHECK((co_await other.read()) == "to the other");
        CHECK((co_await one.read()) == "to one");
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("read waits for something to come")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        std::string read;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                read = co_await other.read();
                CHECK(clock.elapsed() == 3s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(3s);
                co_await one.write("late");
            });
        CHECK(read == "late");
    });
}

TEST_CASE("read gives what has come before the end, and then nothing")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        co_await one.write("last");
        one.shutdown_send();

        CHECK((co_await other.read()) == "last");
        CHECK((co_await other.read()) == "");
        CHECK((co_await other.read()) == "");
        co_await other.write("back"); // the other direction is open
        CHECK((co_await one.read()) == "back");
    });
}

TEST_CASE("read_to_end gives all until the other end closes")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        std::string all;
        co_await run_concurrent(
            [&]() -> awaitable<void> { all = co_await other.read_to_end(); },
            [&]() -> awaitable<void> {
                for (int i = 0; i < 3; ++i) {
                    co_await one.write("piece ");
                    co_await plait::sleep_for(1s);
                }
                memory_stream closed = std::move(one);
            });
        CHECK(all == "piece piece piece ");
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_CASE("write waits for room if there is none")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        one.capacity(10);
        std::string all;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                co_await one.write("0123456789abcdefghijklmno");
                CHECK(clock.elapsed() == 2s); // when the last five had room
                one.shutdown_send();
            },
            [&]() -> awaitable<void> {
                for (int i = 0; i < 3; ++i) {
                    co_await plait::sleep_for(1s);
                    const std::string piece = co_await other.read();
                    CHECK(piece.size() == (i < 2 ? 10 : 5));
                    all += piece;
                }
            });
        CHECK(all == "0123456789abcdefghijklmno");
    });
}

TEST_CASE("every byte comes once and in order, whatever is read at once")
{
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += std::to_string(i) + " ";

    with_streams([&](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        one.capacity(1000);
        std::string all;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                co_await one.write(text);
                one.shutdown_send();
            },
            [&]() -> awaitable<void> {
                std::array<char, 333> buffer;
                for (std::size_t size = 1;; size = size % buffer.size() + 1) {
                    const auto [failed, count] = co_await other.async_read_some(
                        asio::buffer(buffer.data(), size), asio::as_tuple(asio::deferred));
                    if (failed)
                        break;
                    all.append(buffer.data(), count);
                }
            });
        CHECK(all == text);
    });
}

TEST_CASE("write_some takes what has room, and says would_block if nothing has")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
        one.capacity(3);
        boost::system::error_code failed;

        CHECK(one.write_some(asio::buffer("abcdef", 6), failed) == 3);
        CHECK_FALSE(failed);
        CHECK(one.write_some(asio::buffer("def", 3), failed) == 0);
        CHECK(failed == asio::error::would_block);
        CHECK((co_await other.read()) == "abc");
        CHECK(one.write_some(asio::buffer("def", 3), failed) == 3);
        CHECK_FALSE(failed);
    });
}

TEST_CASE("an end that is closed breaks the pipe of the other")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        one.capacity(3);
        std::exception_ptr thrown;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                try {
                    co_await one.write("abcdef"); // waits for room when the other goes
                } catch (...) {
                    thrown = std::current_exception();
                }
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                memory_stream closed = std::move(other);
            });
        CHECK(code_of(thrown) == asio::error::broken_pipe);
        CHECK((co_await one.read()) == "");
        CHECK_THROWS_AS(co_await one.write("x"), boost::system::system_error);
    });
}

TEST_CASE("nothing is written after shutdown_send")
{
    with_streams([](memory_stream& one, memory_stream&, virtual_clock&) -> awaitable<void> {
        one.shutdown_send();
        CHECK_THROWS_AS(co_await one.write("x"), boost::system::system_error);
    });
}

TEST_CASE("cancel ends a read and a write that wait with operation_aborted, and the stream stays open")
{
    with_streams([](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        one.capacity(1);
        co_await one.write("x");
        std::array<char, 1> buffer;
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                const auto [failed, count]
                    = co_await one.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::deferred));
                CHECK(failed == asio::error::operation_aborted);
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                const auto [failed, count]
                    = co_await one.async_write_some(asio::buffer("y", 1), asio::as_tuple(asio::deferred));
                CHECK(failed == asio::error::operation_aborted);
                CHECK(clock.elapsed() == 1s);
            },
            [&]() -> awaitable<void> {
                co_await plait::sleep_for(1s);
                one.cancel();
            });
        co_await other.write("z");
        CHECK((co_await one.read()) == "z");
        CHECK((co_await other.read()) == "x");
    });
}

TEST_CASE("cancelling the caller ends a read and a write that wait")
{
    with_streams([](memory_stream& one, memory_stream&, virtual_clock& clock) -> awaitable<void> {
        auto read = [&]() -> awaitable<void> { co_await one.read(); };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, read())));
        CHECK(clock.elapsed() == 1s);

        one.capacity(1);
        auto write = [&]() -> awaitable<void> { co_await one.write("two"); };
        CHECK(tasks::is_aborted(co_await tasks::cancelled_after(1s, write())));
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("a read that waits for ever is a deadlock, and what waits is destroyed")
{
    lifetime_counts counts;
    CHECK_THROWS_AS(
        with_streams([&](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
            const lifetime_probe probe(counts);
            co_await run_concurrent(
                [&]() -> awaitable<void> {
                    const lifetime_probe child(counts);
                    co_await one.read();
                },
                [&]() -> awaitable<void> {
                    const lifetime_probe child(counts);
                    co_await other.read();
                });
        }),
        plait::testing::deadlocked);
    CHECK(counts.alive() == 0);
}

TEST_SUITE_END();
