#include <plait/use_awaitable.hpp>

#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using plait::awaitable;
using plait::run_concurrent;

namespace {

using local_socket = asio::basic_stream_socket<asio::local::stream_protocol, plait::executor>;
using waitable_timer = asio::basic_waitable_timer<
    std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, plait::executor>;

const asio::const_buffer hi("hi", 2);

/// Two sockets that are connected, in a task of a real loop.
template <class Use>
void with_two_sockets(Use use)
{
    auto main = [&]() -> awaitable<> {
        const plait::executor here = co_await asio::this_coro::executor;
        local_socket left(here);
        local_socket right(here);
        asio::local::connect_pair(left, right);
        co_await use(left, right);
    };
    plait::run(main());
}

/// Two sockets, one of which is closed; the other is read. Each is read once: an end that has been read is not reported again.
template <class Read>
void with_end(Read read)
{
    with_two_sockets([&](local_socket& left, local_socket& right) -> awaitable<> {
        left.close();
        co_await read(right);
    });
}

std::array<char, 2> received;
const asio::mutable_buffer into = asio::buffer(received);

} // namespace

TEST_SUITE_BEGIN("use_awaitable");

TEST_CASE("an operation with use_awaitable is a task as any other")
{
    with_two_sockets([](local_socket& left, local_socket& right) -> awaitable<> {
        const auto [read, written] = co_await run_concurrent(
            asio::async_read(right, into, plait::use_awaitable), asio::async_write(left, hi, plait::use_awaitable));
        CHECK(read == 2);
        CHECK(written == 2);
        CHECK(std::string(received.data(), 2) == "hi");
    });
}

TEST_CASE("an operation's error is a result with redirect_error and as_tuple, around deferred and use_awaitable")
{
    boost::system::error_code error;
    with_end([&](local_socket& from) -> awaitable<> {
        CHECK(co_await from.async_read_some(into, asio::redirect_error(asio::deferred, error)) == 0);
    });
    CHECK(error == asio::error::eof);
    error.clear();
    with_end([&](local_socket& from) -> awaitable<> {
        CHECK(co_await asio::async_read(from, into, asio::redirect_error(asio::deferred, error)) == 0);
    });
    CHECK(error == asio::error::eof);
    error.clear();
    with_end([&](local_socket& from) -> awaitable<> {
        CHECK(co_await asio::async_read(from, into, asio::redirect_error(plait::use_awaitable, error)) == 0);
    });
    CHECK(error == asio::error::eof);

    with_end([&](local_socket& from) -> awaitable<> {
        const auto [failed, count] = co_await from.async_read_some(into, asio::as_tuple(asio::deferred));
        CHECK(failed == asio::error::eof);
        CHECK(count == 0);
    });
    with_end([&](local_socket& from) -> awaitable<> {
        const auto [failed, count] = co_await asio::async_read(from, into, asio::as_tuple(plait::use_awaitable));
        CHECK(failed == asio::error::eof);
        CHECK(count == 0);
    });
}

TEST_CASE("an operation's error is thrown with use_awaitable alone")
{
    with_end([&](local_socket& from) -> awaitable<> {
        CHECK_THROWS_AS(co_await from.async_read_some(into, plait::use_awaitable), boost::system::system_error);
    });
}

TEST_CASE("redirect_error around deferred gives the result, and no error, of what succeeds")
{
    with_two_sockets([](local_socket& left, local_socket& right) -> awaitable<> {
        boost::system::error_code error = asio::error::eof;
        CHECK(co_await asio::async_write(left, hi, asio::redirect_error(asio::deferred, error)) == 2);
        CHECK_FALSE(error);
        std::string text;
        auto buffer = asio::dynamic_buffer(text);
        error = asio::error::eof;
        CHECK(co_await asio::async_read_until(right, buffer, "i", asio::redirect_error(asio::deferred, error)) == 2);
        CHECK_FALSE(error);
        CHECK(text == "hi");
    });
}

TEST_CASE("a timer of Asio works with deferred, use_awaitable, redirect_error and as_tuple")
{
    auto main = []() -> awaitable<> {
        waitable_timer over(co_await asio::this_coro::executor, std::chrono::steady_clock::time_point::min());
        boost::system::error_code error = asio::error::eof;
        co_await over.async_wait(asio::deferred);
        co_await over.async_wait(plait::use_awaitable);
        co_await over.async_wait(asio::redirect_error(asio::deferred, error));
        CHECK_FALSE(error);
        const auto [failed] = co_await over.async_wait(asio::as_tuple(asio::deferred));
        CHECK_FALSE(failed);
    };
    plait::run(main());
}

TEST_CASE("a cancellation ends an operation with use_awaitable or redirect_error, and the error says so")
{
    with_two_sockets([](local_socket&, local_socket& right) -> awaitable<> {
        boost::system::error_code error;
        boost::system::error_code thrown;
        auto read = [&]() -> awaitable<> {
            co_await asio::async_read(right, into, asio::redirect_error(asio::deferred, error));
        };
        auto read_too = [&]() -> awaitable<> {
            try {
                co_await right.async_read_some(into, plait::use_awaitable);
            } catch (const boost::system::system_error& failed) {
                thrown = failed.code();
            }
        };
        auto fail = []() -> awaitable<> {
            throw std::runtime_error("boom");
            co_return;
        };
        CHECK_THROWS_WITH(co_await run_concurrent(read, read_too, fail), "boom");
        CHECK(error == asio::error::operation_aborted);
        CHECK(thrown == asio::error::operation_aborted);
    });
}

TEST_SUITE_END();
