#include <plait/executor.hpp>

#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace tasks;
using plait::executor;
using plait::run_concurrent;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
using stream = asio::basic_stream_socket<asio::local::stream_protocol, executor>;

static_assert(asio::execution::is_executor_v<executor>);
static_assert(std::is_nothrow_copy_constructible_v<executor>);
static_assert(sizeof(executor) == 2 * sizeof(void*));

namespace {

/// The task that is current here, and the one that started it unless that is the test itself, which counts as nameless.
std::string current_task()
{
    const plait::detail::task* running = plait::detail::current.running;
    if (!running)
        return "the loop";
    auto name = [](const plait::detail::task& of) {
        const std::string found = plait::detail::name_of(of);
        return found == "the test" ? "" : found;
    };
    const plait::detail::task* parent = plait::detail::parent_of(*running);
    const bool of_test = !parent || name(*parent).empty();
    return of_test ? name(*running) : name(*parent) + "/" + name(*running);
}

awaitable<executor> executor_of_a_child()
{
    executor here = co_await asio::this_coro::executor;
    auto [from_child] =
        co_await run_concurrent([]() -> awaitable<executor> { co_return co_await asio::this_coro::executor; });
    CHECK(from_child != here);
    co_return from_child;
}

} // namespace

TEST_SUITE_BEGIN("executor");

TEST_CASE("with blocking.possibly, the default, it runs a function at once on its own loop")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        bool ran = false;

        here.execute([&] { ran = true; });

        CHECK(ran);
        CHECK(here.query(asio::execution::blocking) == asio::execution::blocking.possibly);
    });
}

TEST_CASE("with blocking.never it always queues the function")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        const executor never = asio::require(here, asio::execution::blocking.never);
        bool ran = false;

        never.execute([&] { ran = true; });
        CHECK_FALSE(ran);
        co_await plait::sleep_for(0s);
        CHECK(ran);

        CHECK(never.query(asio::execution::blocking) == asio::execution::blocking.never);
        CHECK(never != here);
        CHECK(asio::require(never, asio::execution::blocking.possibly) == here);
    });
}

TEST_CASE("from outside of its loop it queues the function")
{
    plait::detail::loop loop;
    bool ran = false;

    loop.root().execute([&] { ran = true; });
    CHECK_FALSE(ran);
    loop.poll();

    CHECK(ran);
}

TEST_CASE("a function from outside that its loop never runs goes away with the loop")
{
    const auto held = std::make_shared<bool>(false);
    {
        plait::detail::loop loop;
        loop.root().execute([held] { *held = true; });
        CHECK(held.use_count() == 2);
    }
    CHECK(held.use_count() == 1);
    CHECK_FALSE(*held);
}

TEST_CASE("it names the loop that runs the coroutine, and the loop's context")
{
    plait::detail::loop loop;
    const executor root = loop.root();

    CHECK(&root.owner() == &loop);
    CHECK_FALSE(root.runs_here());
    bool ran_there = false;
    root.execute([&] { ran_there = root.runs_here(); });
    loop.poll();
    CHECK(ran_there);
    boost::asio::io_context other;
    CHECK(&asio::query(root, asio::execution::context) != &other);
    CHECK(&asio::query(root, asio::execution::context) == &asio::query(loop.root(), asio::execution::context));
}

TEST_CASE("outstanding_work is not offered, and may be asked for all the same")
{
    static_assert(!asio::can_require_v<executor, asio::execution::outstanding_work_t::tracked_t>);
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        CHECK(asio::prefer(here, asio::execution::outstanding_work.tracked) == here);
    });
}

TEST_CASE("the current task is known at every resumption")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        auto child = [](std::string name) -> awaitable<> {
            CHECK(current_task() == name);
            co_await plait::sleep_for(1ms); // resumed by a timer
            CHECK(current_task() == name);
            co_await plait::sleep_for(0ms); // by the queue
            CHECK(current_task() == name);
            co_await asio::post(asio::deferred);
            CHECK(current_task() == name);
            co_await run_concurrent(plait::sleep_for(1ms)); // by a child
            CHECK(current_task() == name);
        };

        CHECK(current_task() == "");
        co_await run_concurrent(child("run_concurrent"), child("run_concurrent"));
        CHECK(current_task() == "");
        co_await run_concurrent(
            [&]() -> awaitable<> { co_await run_concurrent(child("run_concurrent/run_concurrent")); });
        CHECK(current_task() == "");
    });
}

TEST_CASE("the current task is known after a socket operation")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        stream reader(here);
        stream writer(here);
        asio::local::connect_pair(reader, writer);

        auto read = [&]() -> awaitable<> {
            const plait::detail::task* const self = plait::detail::current.running;
            std::array<char, 2> received;
            co_await asio::async_read(reader, asio::buffer(received), asio::deferred);
            CHECK(plait::detail::current.running == self);
            CHECK(std::string(received.data(), 2) == "hi");
        };
        auto write = [&]() -> awaitable<> {
            co_await asio::async_write(writer, asio::buffer("hi", 2), asio::deferred);
            co_await plait::sleep_for(1ms); // time to poll the sockets
        };
        co_await run_concurrent(read, write);
    });
}

TEST_CASE("a function that runs at once leaves the current task as it found it, also if it throws")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        const executor root = here.owner().root();
        co_await run_concurrent([&]() -> awaitable<> {
            root.execute([] { CHECK(current_task() == ""); });
            CHECK(current_task() == "run_concurrent");

            CHECK_THROWS_WITH(root.execute([] { throw std::runtime_error("boom"); }), "boom");
            CHECK(current_task() == "run_concurrent");
            co_return;
        });
    });
}

TEST_CASE("an executor that outlives its task stands for the loop")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor gone = co_await executor_of_a_child();
        std::string before;
        std::string reused;
        gone.execute([&] { before = current_task(); });

        co_await run_concurrent([&]() -> awaitable<> { // in the same place, under the next generation
            gone.execute([&] { reused = current_task(); });
            CHECK(current_task() == "run_concurrent");
            co_return;
        });

        CHECK(before == "the loop");
        CHECK(reused == "the loop");
    });
}

TEST_CASE("a socket that a child opened is used by its parent afterwards")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::optional<stream> left;
        std::optional<stream> right;
        co_await run_concurrent([&]() -> awaitable<> {
            const executor here = co_await asio::this_coro::executor;
            left.emplace(here);
            right.emplace(here);
            asio::local::connect_pair(*left, *right);
        });

        co_await asio::async_write(*left, asio::buffer("hi", 2), asio::deferred);
        std::array<char, 2> received;
        co_await asio::async_read(*right, asio::buffer(received), asio::deferred);

        CHECK(std::string(received.data(), 2) == "hi");
        CHECK(current_task() == "");
    });
}

TEST_CASE("works inside an asio::any_io_executor")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        const asio::any_io_executor erased(here);
        bool ran = false;

        asio::dispatch(erased, [&] { ran = true; });
        CHECK(ran);
        asio::post(erased, [&] { ran = false; });
        CHECK(ran);
        co_await plait::sleep_for(0s);
        CHECK_FALSE(ran);

        CHECK(*erased.target<executor>() == here);
        CHECK(erased == asio::any_io_executor(here));
        const asio::any_io_executor never = asio::require(erased, asio::execution::blocking.never);
        never.execute([&] { ran = true; });
        CHECK_FALSE(ran);
        co_await plait::sleep_for(0s);
        CHECK(ran);
    });
}

TEST_CASE("an exception that leaves a function run at once goes to the caller of execute")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        const executor here = co_await asio::this_coro::executor;
        CHECK_THROWS_WITH_AS(here.execute([] { throw std::runtime_error("boom"); }), "boom", std::runtime_error);
    });
}

TEST_CASE("an exception that leaves a queued function ends run_virtual, and is rethrown there")
{
    CHECK_THROWS_WITH(
        run_virtual([](virtual_clock&) -> awaitable<> {
            asio::post(co_await asio::this_coro::executor, [] { throw std::runtime_error("boom"); });
            co_await wait_for_ever();
        }),
        "boom");
}

TEST_SUITE_END();
