#include "async/join/captured_stack.hpp"
#include "platform/function_name.hpp"
#include "platform/stack_walk.hpp"
#include <plait/blocking.hpp>
#include <plait/config.hpp>
#include <plait/named.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace plait;

namespace asio = boost::asio;

TEST_SUITE_BEGIN("captured_stack");

namespace {

using detail::captured_stack;

#if PLAIT_KNOWS_ASIO_FRAMES
/// The functions of this file whose co_awaits wait, the innermost first.
std::string waiting_functions(const captured_stack& stack)
{
    std::string names;
    for (const std::source_location& each : std::span(stack.places).first(stack.place_count)) {
        if (!std::string_view(each.file_name()).ends_with("captured_stack_test.cpp"))
            continue;
        const std::string whole = platform::readable_name(each.function_name());
        names.append(names.empty() ? "" : " < ").append(whole.substr(whole.rfind(':') + 1));
    }
    return names;
}

#endif

awaitable<> captured_leaf(captured_stack& to)
{
    co_await asio::post(asio::deferred);
    detail::capture_here(to);
}

awaitable<> captured_nothing()
{
    co_return;
}

awaitable<> captured_middle(captured_stack& to)
{
    co_await captured_leaf(to);
}

awaitable<> captured_outer(captured_stack& to)
{
    co_await run_concurrent(named("inner", captured_middle(to)), captured_nothing());
}

#if PLAIT_KNOWS_ASIO_FRAMES
awaitable<> captured_in_pool(captured_stack& to)
{
    co_await blocking([&to] { detail::capture_here(to); });
}
#endif

} // namespace

#if PLAIT_KNOWS_ASIO_FRAMES
TEST_CASE("a captured stack has the coroutines that wait, and those of the tasks that started them")
{
    captured_stack stack;
    run(captured_outer(stack));
    CHECK(waiting_functions(stack) == "captured_middle < captured_outer");
    CHECK(std::string(stack.task) == "inner");
    CHECK(stack.loop == 0);
    CHECK(std::string(stack.route).empty());
    CHECK_FALSE(stack.cut_off);
}

TEST_CASE("the stack of a function in a pool goes on with the task that waits for it")
{
    captured_stack stack;
    auto outer = [&]() -> awaitable<> { co_await named("hash", captured_in_pool(stack)); };
    run(outer());
    CHECK(waiting_functions(stack).starts_with("captured_in_pool < "));
    CHECK(std::string(stack.task) == "hash");
    CHECK(stack.loop == -1);
}

TEST_CASE("the stack of a task on another loop goes on with the task that started it")
{
    std::vector<captured_stack> stacks(2);
    auto each = [&]() -> awaitable<> {
        captured_stack here;
        co_await captured_leaf(here);
        stacks.at(static_cast<std::size_t>(here.loop)) = here;
    };
    auto start = [&]() -> awaitable<> { co_await on_all_loops(each); };
    auto outer = [&]() -> awaitable<> { co_await named("all", start()); };
    runtime(2).run(outer());
    for (const captured_stack& stack : stacks) {
        CHECK(std::string(stack.task) == "all");
        CHECK(std::ranges::count(waiting_functions(stack), '<') == 2);
    }
}
#endif

TEST_CASE("a captured stack has the frames down to the resumption")
{
    platform::know_code();
    captured_stack stack;
    run(captured_outer(stack));
    // The tests may be compiled without frame pointers, so only the first frames are sure.
    CHECK(stack.frame_count >= (platform::can_walk_stacks() ? 1 : 0));
    CHECK(stack.frame_count <= 20);
}

TEST_CASE("long names are cut off in a captured stack")
{
    captured_stack stack;
    auto capture = [&]() -> awaitable<> {
        detail::capture_here(stack);
        co_return;
    };
    auto outer = [&]() -> awaitable<> { co_await named(std::string(100, 'x'), capture); };
    run(outer());
    CHECK(std::string(stack.task) == std::string(63, 'x'));
}

TEST_SUITE_END();
