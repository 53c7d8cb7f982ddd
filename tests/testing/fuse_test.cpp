#include <plait/testing/fuse.hpp>

#include <plait/error.hpp>
#include <plait/retry.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/memory_stream.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/tasks.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::fault;
using plait::testing::for_each_fuse;
using plait::testing::fuse;
using plait::testing::link_options;
using plait::testing::memory_stream;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
using boost::system::system_error;

TEST_SUITE_BEGIN("fuse");

TEST_CASE("a fuse lets the n-th operation fail, and no other")
{
    fuse burning(3);

    burning.check();
    burning.check();
    CHECK_FALSE(burning.blown());
    CHECK_THROWS_WITH_AS(
        burning.check(), "operation 3: a fuse has blown, as the test wants it [plait.testing:1]", system_error);
    CHECK(burning.blown());
    CHECK_NOTHROW(burning.check());
    CHECK(burning.count() == 4);
}

TEST_CASE("keeps_failing lets those after it fail too")
{
    fuse burning(2);
    burning.keeps_failing();

    CHECK_FALSE(burning.strike());
    CHECK(burning.strike() == fault::blown_fuse);
    CHECK(burning.strike() == fault::blown_fuse);
}

TEST_CASE("the error of a fuse may be another one")
{
    fuse burning(1);
    burning.fails_with(asio::error::host_unreachable);

    CHECK(burning.strike() == asio::error::host_unreachable);
}

TEST_CASE("a fuse at 0 counts only")
{
    fuse counting(0);

    for (int i = 0; i < 5; ++i)
        counting.check();
    CHECK(counting.count() == 5);
    CHECK_FALSE(counting.blown());
}

TEST_CASE("for_each_fuse lets every operation fail once, and says how many there are")
{
    std::vector<std::size_t> failed_at;

    const std::size_t operations = for_each_fuse([&](fuse& burning) {
        try {
            for (int i = 0; i < 4; ++i)
                burning.check();
        } catch (const system_error&) {
            failed_at.push_back(burning.at());
            throw;
        }
    });

    CHECK(operations == 4);
    CHECK(failed_at == std::vector<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("for_each_fuse of a test without operations runs it once")
{
    int runs = 0;
    CHECK(for_each_fuse([&](fuse&) { ++runs; }) == 0);
    CHECK(runs == 1);
}

TEST_CASE("the error of a test that fails otherwise says which operation had failed, and has the exception nested")
{
    auto forgets_the_third = [](fuse& burning) {
        for (int i = 1; i <= 4; ++i)
            if (burning.strike() && i == 3)
                throw std::logic_error("not rolled back");
    };

    CHECK_THROWS_WITH_AS(
        for_each_fuse(forgets_the_third),
        "for_each_fuse: the test failed, after operation 3 had failed: not rolled back", std::runtime_error);
    try {
        for_each_fuse(forgets_the_third);
    } catch (const std::runtime_error& outer) {
        CHECK_THROWS_AS(std::rethrow_if_nested(outer), std::logic_error);
    }
}

TEST_CASE("a test that fails though no operation failed says so")
{
    CHECK_THROWS_WITH_AS(
        for_each_fuse([](fuse&) { throw 7; }),
        "for_each_fuse: the test failed, though no operation had failed: an exception that is not a std::exception",
        std::runtime_error);
}

TEST_CASE("the error of a fuse counts as another one when it has not blown")
{
    CHECK_THROWS_AS(for_each_fuse([](fuse&) { throw system_error(fault::blown_fuse); }), std::runtime_error);
}

TEST_CASE("for_each_fuse gives up on a test that has no end")
{
    auto never_done = [](fuse& burning) {
        for (;;)
            burning.check();
    };
    CHECK_THROWS_WITH_AS(
        for_each_fuse(never_done, 20),
        "for_each_fuse: the test has no end: each of 20 runs came to its operation that fails", std::runtime_error);
}

TEST_CASE("every read and write of a connection is an operation of its fuse")
{
    std::vector<std::string> ended;

    const std::size_t operations = for_each_fuse([&](fuse& burning) {
        run_virtual([&](virtual_clock&) -> awaitable<void> {
            auto [client, server] =
                memory_stream::connected(co_await asio::this_coro::executor, link_options().fuse(burning));
            std::string reached;
            try {
                co_await client.write("ping");
                reached += "client wrote, ";
                reached += "server read " + co_await server.read() + ", ";
                boost::system::error_code failed;
                server.write_some(asio::buffer("pong", 4), failed);
                if (failed)
                    throw system_error(failed);
                reached += "server wrote, ";
                reached += "client read " + co_await client.read();
            } catch (const system_error& thrown) {
                CHECK(thrown.code() == fault::blown_fuse);
            }
            ended.push_back(reached);
        });
    });

    CHECK(operations == 4);
    CHECK(
        ended
        == std::vector<std::string>{
            "", "client wrote, ", "client wrote, server read ping, ", "client wrote, server read ping, server wrote, ",
            "client wrote, server read ping, server wrote, client read pong"});
}

TEST_CASE("for_each_fuse shows that a task recovers wherever it fails")
{
    const std::size_t operations = for_each_fuse([](fuse& burning) {
        run_virtual([&](virtual_clock& clock) -> awaitable<void> {
            auto [client, server] =
                memory_stream::connected(co_await asio::this_coro::executor, link_options().fuse(burning));
            auto ask = [&]() -> awaitable<std::string> {
                co_await client.write("?");
                co_await server.read();
                co_await server.write("!");
                co_return co_await client.read();
            };
            const plait::retry_options once_more = plait::retry_options().attempts(2).backoff(1s, 1s).jitter(false);

            const std::string answer = co_await plait::retry(once_more, ask);

            CHECK(answer.starts_with("!"));
            CHECK(clock.elapsed() == (burning.blown() ? 1s : 0s));
        });
    });
    CHECK(operations == 4);
}

TEST_CASE("a deadlock after a fault is reported with its operation")
{
    auto waits_for_ever = [](fuse& burning) {
        run_virtual([&](virtual_clock&) -> awaitable<void> {
            auto [one, other] = memory_stream::connected(co_await asio::this_coro::executor);
            if (!burning.strike())
                co_await one.write("x");
            co_await other.read();
        });
    };
    CHECK_THROWS_WITH_AS(
        for_each_fuse(waits_for_ever), doctest::Contains("after operation 1 had failed: deadlock: nothing can run"),
        std::runtime_error);
}

TEST_CASE("the HTTP server bears a fault in each operation of a connection, and serves the next client")
{
    const std::size_t operations = for_each_fuse([](fuse& burning) {
        CAPTURE(burning.at());
        http_test::with_server([&](http_test::memory_server& server, virtual_clock& clock) -> awaitable<void> {
            std::optional<memory_stream> unlucky(server.connect(link_options().fuse(burning)));
            const std::exception_ptr failed = co_await tasks::thrown_by(http_test::ask(*unlucky, http_test::get("/")));
            unlucky.reset();

            memory_stream next = server.connect();
            CHECK(http_test::body_of(co_await http_test::ask(next, http_test::get("/"))) == "hello");
            CHECK(server.connections() == 1);
            CHECK(clock.elapsed() == 0s);
            if (failed)
                CHECK(burning.blown());
        });
    });
    CHECK(operations > 100); // read_answer reads a head byte by byte
}

TEST_SUITE_END();
