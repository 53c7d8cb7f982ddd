#include <plait/error.hpp>
#include <plait/first_success.hpp>
#include <plait/race.hpp>
#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;
using namespace tasks;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

#if PLAIT_KNOWS_ASIO_FRAMES // elsewhere the promises are Asio's own

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wreturn-type" // clang sees what is tested here; g++ 12 does not

namespace {

awaitable<int> no_number(bool suspends)
{
    if (suspends)
        co_await plait::sleep_for(1ms);
}

awaitable<std::string> text_unless(bool forgotten)
{
    co_await plait::sleep_for(1ms);
    if (!forgotten)
        co_return "text";
}

awaitable<int&> no_reference()
{
    co_await plait::sleep_for(1ms);
}

awaitable<std::unique_ptr<int>> no_pointer()
{
    co_await plait::sleep_for(1ms);
}

#pragma GCC diagnostic pop

constexpr const char* no_number_text =
    "plait: a coroutine of type awaitable<int> ended without co_return: there is no result to give";

} // namespace

TEST_SUITE_BEGIN("no result");

TEST_CASE("a coroutine that ends without co_return throws where it is awaited, and says what it should have returned")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS((void)co_await no_number(false), no_number_text, std::logic_error);
        CHECK_THROWS_WITH_AS((void)co_await no_number(true), no_number_text, std::logic_error);
        CHECK_THROWS_WITH_AS(
            (void)co_await no_reference(),
            "plait: a coroutine of type awaitable<int&> ended without co_return: there is no result to give",
            std::logic_error);
        CHECK_THROWS_AS((void)co_await no_pointer(), std::logic_error);
        CHECK((co_await text_unless(false)) == "text");
        CHECK_THROWS_AS((void)co_await text_unless(true), std::logic_error);
    });
}

TEST_CASE("a task that ends without co_return fails its join")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        CHECK_THROWS_WITH_AS(
            (void)co_await plait::run_concurrent(no_number(true), wait_for_ever()), no_number_text, std::logic_error);
        CHECK_THROWS_AS((void)co_await plait::run_concurrent(no_number(false), wait_for_ever()), std::logic_error);
        CHECK_THROWS_AS((void)co_await plait::race(no_reference(), no_reference()), std::logic_error);
        CHECK(*co_await plait::first_success(no_pointer(), value_after(2ms, std::make_unique<int>(2))) == 2);
    });
}

TEST_CASE("one that was started with co_spawn gives the error to its handler")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::exception_ptr error;
        boost::asio::co_spawn(
            co_await boost::asio::this_coro::executor, no_number(true),
            [&](std::exception_ptr thrown, int) { error = std::move(thrown); });
        co_await plait::sleep_for(1s);
        CHECK(plait::describe(error) == no_number_text);
    });
}

TEST_CASE("run throws it")
{
    CHECK_THROWS_WITH_AS((void)plait::run(no_number(false)), no_number_text, std::logic_error);
}

TEST_SUITE_END();

#endif
