#include <plait/run_main.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>

#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

using namespace tasks;
using plait::run_main;

namespace {

/// Collects what is written to standard error while it lives.
class standard_error_text {
public:
    standard_error_text() : before_(::dup(STDERR_FILENO)), file_(std::tmpfile())
    {
        ::dup2(::fileno(file_), STDERR_FILENO);
    }
    ~standard_error_text()
    {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        std::fclose(file_);
    }
    standard_error_text(const standard_error_text&) = delete;
    standard_error_text& operator=(const standard_error_text&) = delete;

    [[nodiscard]] std::string text() const
    {
        std::string found(1000, ' ');
        const auto size = ::pread(::fileno(file_), found.data(), found.size(), 0);
        found.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return found;
    }

private:
    int before_;
    std::FILE* file_;
};

struct main_end {
    int status;
    std::string text;
};

template <class... Arguments>
main_end run_main_ended(Arguments&&... arguments)
{
    const standard_error_text standard_error;
    const int status = run_main(std::forward<Arguments>(arguments)...);
    return {status, standard_error.text()};
}

awaitable<void> raise_and_wait(int signal)
{
    std::raise(signal);
    co_await wait_for_ever();
}

/// As a server does: it is cancelled, and returns.
awaitable<void> serve_until_cancelled()
{
    try {
        co_await wait_for_ever();
    } catch (const boost::system::system_error&) {
    }
}

awaitable<std::size_t> loops_here()
{
    const plait::executor here = co_await boost::asio::this_coro::executor;
    co_return here.owner().siblings().size();
}

} // namespace

TEST_SUITE_BEGIN("run_main");

TEST_CASE("a task that returns nothing ends with 0, one that returns an int with that")
{
    auto nothing = []() -> awaitable<> { co_return; };

    CHECK(run_main(nothing()) == 0);
    CHECK(run_main(nothing) == 0);
    CHECK(run_main(value_at_once(3)) == 3);
    CHECK(run_main([] { return value_at_once(66); }) == 66);
}

TEST_CASE("an error is one line of its text, and the status 1")
{
    const main_end failed = run_main_ended(failure_at_once("boom"));
    CHECK(failed.status == 1);
    CHECK(failed.text == "boom\n");

    auto aborts = []() -> awaitable<> {
        throw boost::system::system_error(boost::asio::error::operation_aborted, "read");
    };
    const main_end aborted = run_main_ended(aborts); // and no signal
    CHECK(aborted.status == 1);
    CHECK(aborted.text == "read: Operation canceled\n");
}

TEST_CASE("a callable that throws before there is a task is an error of the program, too")
{
    const std::string option = "--port=http is none";
    const main_end failed = run_main_ended([option]() -> awaitable<> { throw std::invalid_argument(option); });
    CHECK(failed.status == 1);
    CHECK(failed.text == "--port=http is none\n");
}

TEST_CASE("what SIGINT or SIGTERM has cancelled ends with 0, and says nothing")
{
    for (int signal : {SIGINT, SIGTERM}) {
        CAPTURE(signal);
        bool left = false;
        const main_end stopped = run_main_ended(1, plait::run_concurrent(watched_hour(left), raise_and_wait(signal)));
        CHECK(stopped.status == 0);
        CHECK(stopped.text.empty());
        CHECK(left);

        const main_end with_result = run_main_ended(1, [&]() -> awaitable<int> {
            co_await raise_and_wait(signal);
            co_return 7;
        });
        CHECK(with_result.status == 0);
        CHECK(with_result.text.empty());
    }
}

TEST_CASE("a task that goes on after a signal ends with what it returns")
{
    const main_end stopped = run_main_ended(1, []() -> awaitable<int> {
        co_await plait::run_concurrent(serve_until_cancelled(), [] {
            std::raise(SIGINT);
            return serve_until_cancelled();
        });
        co_return 7;
    });
    CHECK(stopped.status == 7);
}

TEST_CASE("an error that comes while a cancelled program ends is an error, in whatever order its tasks end")
{
    auto raises = [] { return raise_and_wait(SIGINT); };
    auto fails = [] { return failure_when_cancelled("the last flush failed"); };

    auto fails_last = [&] { return plait::run_concurrent(fails, raises); };
    auto fails_first = [&] { return plait::run_concurrent(serve_until_cancelled(), raises, fails); };
    auto fails_between = [&] { return plait::run_concurrent(wait_for_ever(), fails, raises); };
    auto fails_in_race = [&] { return plait::race(fails, wait_for_ever(), raises); };
    for (const main_end& failed :
         {run_main_ended(1, fails_last), run_main_ended(1, fails_first), run_main_ended(1, fails_between),
          run_main_ended(1, fails_in_race)}) {
        CHECK(failed.status == 1);
        CHECK(failed.text == "the last flush failed\n");
    }
}

TEST_CASE("there is a loop for each core, or as many as are given; 0 is an error")
{
    auto print = [](std::size_t expected) -> awaitable<> { CHECK(co_await loops_here() == expected); };

    CHECK(run_main([&] { return print(plait::runtime::cores()); }) == 0);
    CHECK(run_main(3, [&] { return print(3); }) == 0);
    const main_end failed = run_main_ended(0, [&] { return print(0); });
    CHECK(failed.status == 1);
    CHECK(failed.text == "plait::runtime: 0 loops; give at least 1\n");
}

TEST_SUITE_END();
