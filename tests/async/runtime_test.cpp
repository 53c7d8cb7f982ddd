#include <plait/runtime.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/error.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/few_descriptors.hpp>
#include <support/tasks.hpp>
#include <support/uses_parent_at_end.hpp>

#include <atomic>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asio = boost::asio;
using namespace tasks;
using plait::runtime;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;

// With one loop, and without waiting for time to pass; see threads/runtime_test.cpp for more loops.

namespace {

void (*handler_of(int signal))(int)
{
    struct sigaction found = {};
    sigaction(signal, nullptr, &found);
    return found.sa_handler;
}

/// Posts a function that throws past any coroutine.
awaitable<void> post_failure(std::string message)
{
    const plait::executor here = co_await asio::this_coro::executor;
    asio::post(here, [message] { throw std::runtime_error(message); });
}

/// Waits for the cancellation of the caller, and carries on.
awaitable<void> until_cancelled()
{
    try {
        co_await wait_for_ever();
    } catch (const boost::system::system_error&) {
    }
}

} // namespace

TEST_SUITE_BEGIN("runtime");

TEST_CASE("run returns the coroutine's result")
{
    runtime one(1);

    CHECK(one.run(value_at_once(std::string("answer"))) == "answer");
    CHECK(*one.run(value_at_once(std::make_unique<int>(3))) == 3);
    bool ran = false;
    auto nothing = [&]() -> awaitable<> {
        ran = true;
        co_return;
    };
    one.run(nothing());
    CHECK(ran);
}

TEST_CASE("run rethrows what the coroutine throws, and can be called again")
{
    runtime one(1);

    CHECK_THROWS_WITH_AS(one.run(failure_at_once("boom")), "boom", std::runtime_error);
    CHECK(one.run(value_at_once(1)) == 1);
    CHECK(one.run(value_at_once(2)) == 2);
}

TEST_CASE("the coroutine runs on the first loop, and on the calling thread")
{
    runtime one(1);
    const auto where = one.run([]() -> awaitable<std::thread::id> { co_return std::this_thread::get_id(); }());

    CHECK(where == std::this_thread::get_id());
}

TEST_CASE("run from inside a loop is a logic_error")
{
    auto nested = []() -> awaitable<> {
        runtime inner(1);
        CHECK_THROWS_AS(inner.run(value_at_once(1)), std::logic_error);
        co_return;
    };
    runtime one(1);
    one.run(nested());
    plait::testing::run_virtual([&](plait::testing::virtual_clock&) { return nested(); });
}

TEST_CASE("a runtime of 0 loops is an invalid_argument; loops() tells how many there are")
{
    CHECK_THROWS_AS(runtime(0), std::invalid_argument);
    CHECK(runtime(1).loops() == 1);
    CHECK(runtime(3).loops() == 3);
    CHECK(runtime().loops() == runtime::cores());
}

TEST_CASE("cores() is the number that this process may use")
{
    CHECK(runtime::cores() >= 1);
    cpu_set_t before;
    REQUIRE(sched_getaffinity(0, sizeof(before), &before) == 0);
    int first = 0;
    while (!CPU_ISSET(first, &before))
        ++first;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);

    sched_setaffinity(0, sizeof(one), &one);
    CHECK(runtime::cores() == 1);
    sched_setaffinity(0, sizeof(before), &before);
    CHECK(runtime::cores() == static_cast<std::size_t>(CPU_COUNT(&before)));
}

TEST_CASE("the first SIGINT or SIGTERM cancels the coroutine, and run waits for it to finish")
{
    for (int signal : {SIGINT, SIGTERM}) {
        CAPTURE(signal);
        runtime one(1);
        bool left = false;
        auto main = [&]() -> awaitable<> {
            std::raise(signal);
            co_await watched_hour(left);
        };
        one.run(main()); // and returns quietly, as what was asked for has been done
        CHECK(left);

        one.run(plait::run_concurrent(main(), wait_for_ever()));

        CHECK(one.run(value_at_once(1)) == 1); // and the next run is not cancelled
    }
}

TEST_CASE("a coroutine that carries on after a signal returns its result")
{
    runtime one(1);
    auto main = []() -> awaitable<int> {
        std::raise(SIGTERM);
        co_await until_cancelled();
        co_return 7;
    };
    CHECK(one.run(main()) == 7);
}

TEST_CASE("a signal in place of a result is error::interrupted")
{
    runtime one(1);
    auto main = []() -> awaitable<int> {
        std::raise(SIGINT);
        co_await wait_for_ever();
        co_return 7;
    };
    CHECK_THROWS_WITH_AS(
        (void)one.run(main()), doctest::Contains("interrupted: a signal ended the program before there was a result"),
        boost::system::system_error);
}

TEST_CASE("a cancellation that no signal has caused is an error")
{
    runtime one(1);
    auto main = []() -> awaitable<> { throw boost::system::system_error(asio::error::operation_aborted); };
    CHECK_THROWS_AS(one.run(main()), boost::system::system_error);
}

TEST_CASE("an error that comes after the signal is an error")
{
    runtime one(1);
    auto raise = []() -> awaitable<> {
        std::raise(SIGINT);
        co_return;
    };
    auto alone = [&]() -> awaitable<> {
        co_await raise();
        co_await failure_when_cancelled("while it stops");
    };
    CHECK_THROWS_WITH(one.run(alone()), "while it stops");
    // Where one that ended as it was told to is before it:
    CHECK_THROWS_WITH(
        one.run(plait::run_concurrent(raise, wait_for_ever(), failure_when_cancelled("while it stops"))), "while it stops");
}

TEST_CASE("a second signal ends the process")
{
    const pid_t child = fork();
    if (child == 0) {
        auto main = []() -> awaitable<> {
            std::raise(SIGTERM);
            co_await until_cancelled();
            std::raise(SIGTERM);
        };
        runtime(1).run(main());
        _exit(0); // not reached
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("before and after run the signals are as the program set them")
{
    const auto other = [](int) {};
    const auto interrupt = std::signal(SIGINT, other);
    const auto own = [](int) {};
    const auto terminate = std::signal(SIGTERM, own);
    {
        runtime one(1);
        CHECK((handler_of(SIGINT) == static_cast<void (*)(int)>(other)));
        auto main = [&]() -> awaitable<> {
            CHECK((handler_of(SIGINT) != static_cast<void (*)(int)>(other)));
            CHECK((handler_of(SIGTERM) != static_cast<void (*)(int)>(own)));
            co_return;
        };
        one.run(main());
        CHECK((handler_of(SIGINT) == static_cast<void (*)(int)>(other)));
        CHECK((handler_of(SIGTERM) == static_cast<void (*)(int)>(own)));
    }
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, terminate);
}

TEST_CASE("a signal that is ignored when run is called stays ignored")
{
    const auto interrupt = std::signal(SIGINT, SIG_IGN);
    runtime one(1);
    auto main = []() -> awaitable<int> {
        CHECK((handler_of(SIGINT) == SIG_IGN)); // nobody is told of one that comes
        CHECK((handler_of(SIGTERM) != SIG_IGN));
        std::raise(SIGINT);
        co_return 7;
    };
    CHECK(one.run(main()) == 7);
    CHECK((handler_of(SIGINT) == SIG_IGN));
    std::signal(SIGINT, interrupt);
}

TEST_CASE("without descriptors, a runtime says which loop it could not make, or that it cannot wait for signals")
{
    auto error_with = [](int descriptors, auto function) -> std::string {
        const few_descriptors few(descriptors);
        try {
            function();
        } catch (const boost::system::system_error&) {
            return plait::describe(std::current_exception());
        }
        return "";
    };
    CHECK(
        error_with(3, [] { const runtime many(100); })
        == "plait::runtime: cannot make loop 2 of 100: Too many open files");

    runtime one(1);
    const std::string error = error_with(0, [&] { one.run(value_at_once(1)); });
    CHECK(error == "plait::runtime: cannot wait for signals: Too many open files");
    CHECK(one.run(value_at_once(1)) == 1);
}

TEST_CASE("an exception that leaves a handler past any coroutine stops the runtime, and is rethrown")
{
    lifetime_counts counts;
    std::atomic<int> ended = 0;
    runtime one(1);
    auto main = [&]() -> awaitable<> {
        const lifetime_probe parents(counts);
        auto child = [&]() -> awaitable<> {
            const uses_parent_at_end at_end(parents, ended);
            co_await wait_for_ever();
        };
        co_await plait::run_concurrent(child, child, post_failure("past any coroutine"));
    };

    CHECK_THROWS_WITH_AS(one.run(main()), "past any coroutine", std::runtime_error);

    CHECK(ended == 2); // what was suspended is destroyed, children before parents
    CHECK(counts.alive() == 0);
    CHECK_THROWS_AS(one.run(value_at_once(1)), std::logic_error); // and it cannot run again
}

TEST_SUITE_END();
