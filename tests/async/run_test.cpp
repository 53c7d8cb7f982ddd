#include <plait/run.hpp>

#include <plait/detail/coroutine/loop.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <memory>
#include <stdexcept>

using namespace tasks;

TEST_SUITE_BEGIN("run");

TEST_CASE("runs a coroutine to its end, and returns its result")
{
    CHECK(*plait::run(value_at_once(std::make_unique<int>(42))) == 42);
    bool ran = false;
    auto main = [&]() -> awaitable<> {
        ran = true;
        co_return;
    };
    plait::run(main());
    CHECK(ran);
}

TEST_CASE("has a loop for each core")
{
    auto count = []() -> awaitable<std::size_t> {
        const plait::executor here = co_await boost::asio::this_coro::executor;
        co_return here.owner().siblings().size();
    };
    CHECK(plait::run(count()) == plait::runtime::cores());
}

TEST_CASE("rethrows what the coroutine throws")
{
    CHECK_THROWS_WITH_AS(plait::run(failure_at_once("boom")), "boom", std::runtime_error);
}

TEST_SUITE_END();
