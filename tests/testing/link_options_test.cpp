#include <plait/testing/link_options.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/memory_stream.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/codes.hpp>
#include <support/http.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::run_concurrent;
using plait::testing::link_options;
using plait::testing::memory_stream;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
using tasks::code_of;

namespace {

void with_link(
    const link_options& options,
    const std::function<awaitable<void>(memory_stream&, memory_stream&, virtual_clock&)>& test)
{
    run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        auto [one, other] = memory_stream::connected(co_await asio::this_coro::executor, options);
        co_await test(one, other, clock);
    });
}

/// What one read gives at a time, and when.
struct pieces {
    std::vector<std::string> texts;
    std::vector<plait::clock::duration> times;
    std::string all;
};

pieces sent_over(const link_options& options, int count)
{
    pieces came;
    with_link(options, [&](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
        co_await run_concurrent(
            [&]() -> awaitable<void> {
                for (int i = 0; i < count; ++i)
                    co_await one.write(std::to_string(i) + " ");
                one.shutdown_send();
            },
            [&]() -> awaitable<void> {
                for (;;) {
                    const std::string text = co_await other.read();
                    if (text.empty())
                        break;
                    came.texts.push_back(text);
                    came.times.push_back(clock.elapsed());
                    came.all += text;
                }
            });
    });
    return came;
}

} // namespace

TEST_SUITE_BEGIN("link_options");

TEST_CASE("bytes, and the end, are on their way for the latency")
{
    with_link(
        link_options().latency(20ms),
        [](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
            co_await one.write("ping");
            CHECK(clock.elapsed() == 0ms); // writing does not wait
            CHECK((co_await other.read()) == "ping");
            CHECK(clock.elapsed() == 20ms);
            co_await other.write("pong");
            other.shutdown_send();
            CHECK((co_await one.read()) == "pong");
            CHECK((co_await one.read()) == "");
            CHECK(clock.elapsed() == 40ms);
        });
}

TEST_CASE("a random latency stays within its range, and bytes stay in order")
{
    const pieces came = sent_over(link_options().latency(1ms, 20ms), 200);

    std::string expected;
    for (int i = 0; i < 200; ++i)
        expected += std::to_string(i) + " ";
    CHECK(came.all == expected);
    CHECK(came.texts.size() > 2);
    CHECK(came.times.front() >= 1ms);
    CHECK(came.times.back() <= 20ms); // all were written at 0
}

TEST_CASE("what is left to chance is the same in every run")
{
    const link_options options = link_options().latency(1ms, 20ms).short_reads().short_writes();
    const pieces once = sent_over(options, 100);
    const pieces again = sent_over(options, 100);

    CHECK(once.texts == again.texts);
    CHECK(once.times == again.times);
}

TEST_CASE("an end that is closed breaks the pipe of the other when the news has arrived")
{
    with_link(
        link_options().latency(20ms),
        [](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
            std::optional<memory_stream> closes(std::move(other));
            closes.reset();
            CHECK_FALSE(co_await code_of(one.write("x"))); // it does not know yet
            CHECK((co_await one.read()) == "");
            CHECK(clock.elapsed() == 20ms);
            CHECK((co_await code_of(one.write("x"))) == asio::error::broken_pipe);
        });
}

TEST_CASE("what is on its way counts towards the capacity")
{
    with_link(
        link_options().latency(20ms).capacity(4),
        [](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
            std::string all;
            co_await run_concurrent(
                [&]() -> awaitable<void> {
                    co_await one.write("12345678");
                    CHECK(clock.elapsed() == 20ms);
                    one.shutdown_send();
                },
                [&]() -> awaitable<void> { all = co_await other.read_to_end(); });
            CHECK(all == "12345678");
            CHECK(clock.elapsed() == 40ms);
        });
}

TEST_CASE("short_reads gives a part of what has come, and short_writes takes a part of what has room")
{
    with_link(
        link_options().short_reads(), [](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
            const std::string text = http_test::large_text(1000);
            co_await one.write(text);
            one.shutdown_send();
            const std::string first = co_await other.read();
            CHECK(first.size() < 1000);
            CHECK(first + co_await other.read_to_end() == text);
        });
    with_link(
        link_options().short_writes(), [](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
            const std::string text = http_test::large_text(1000);
            boost::system::error_code failed;
            const std::size_t count = one.write_some(asio::buffer(text), failed);
            CHECK(count > 0);
            CHECK(count < 1000);
            co_await one.write(text.substr(count)); // writes all of it
            one.shutdown_send();
            CHECK((co_await other.read_to_end()) == text);
        });
}

TEST_CASE("reset_after a number of bytes resets both ends when they have been read")
{
    with_link(
        link_options().reset_after(6), [](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
            co_await one.write("ping");
            co_await other.write("pong");
            CHECK((co_await other.read()) == "ping");
            CHECK((co_await one.read()) == "po");
            CHECK((co_await code_of(one.read())) == asio::error::connection_reset);
            CHECK((co_await code_of(other.read())) == asio::error::connection_reset);
            CHECK((co_await code_of(other.write("x"))) == asio::error::connection_reset);
        });
}

TEST_CASE("reset_after 0 bytes is a connection that is reset at once")
{
    with_link(
        link_options().reset_after(0), [](memory_stream& one, memory_stream& other, virtual_clock&) -> awaitable<void> {
            CHECK((co_await code_of(one.write("x"))) == asio::error::connection_reset);
            CHECK((co_await code_of(other.read())) == asio::error::connection_reset);
        });
}

TEST_CASE("reset_after a time resets both ends then, also those that wait")
{
    with_link(
        link_options().reset_after(3s),
        [](memory_stream& one, memory_stream& other, virtual_clock& clock) -> awaitable<void> {
            co_await one.write("read in time");
            co_await plait::sleep_for(1s);
            CHECK((co_await other.read()) == "read in time");
            const auto [first, second] = co_await run_concurrent(code_of(one.read()), code_of(other.read()));
            CHECK(first == asio::error::connection_reset);
            CHECK(second == asio::error::connection_reset);
            CHECK(clock.elapsed() == 3s);
        });
}

TEST_CASE("a latency is a time of 0 or more, and a range begins with the shorter one")
{
    CHECK_THROWS_AS(link_options().latency(-1ms), std::invalid_argument);
    CHECK_THROWS_AS(link_options().latency(2ms, 1ms), std::invalid_argument);
    CHECK_NOTHROW(link_options().latency(0ms));
}

TEST_CASE("the HTTP server answers the same over a link with every fault that loses nothing")
{
    const link_options bad = link_options().latency(1ms, 50ms).short_reads().short_writes().capacity(100);
    http_test::with_server([&](http_test::memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(bad);
        CHECK(http_test::body_of(co_await http_test::ask(client, http_test::get("/"))) == "hello");
        const std::string body = http_test::large_text(5000);
        CHECK(http_test::body_of(co_await http_test::ask(client, http_test::post("/echo", body))) == body);
    });
}

TEST_CASE("a reset at any byte of an exchange ends the server's connection, and no more than that")
{
    std::size_t whole = 0;
    bool complete = false;
    for (std::size_t bytes = 0; !complete; bytes += 7) {
        http_test::with_server([&](http_test::memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect(link_options().reset_after(bytes));
            memory_stream other = server.connect();
            try {
                complete = http_test::body_of(co_await http_test::ask(client, http_test::get("/"))) == "hello";
            } catch (const std::exception&) {
                complete = false;
            }
            CHECK(http_test::body_of(co_await http_test::ask(other, http_test::get("/"))) == "hello");
            CHECK(server.connections() == (complete ? 2 : 1));
            CHECK(clock.elapsed() < 1s);
        });
        whole = bytes;
    }
    CHECK(whole > 100);
}

TEST_SUITE_END();
