#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/error.hpp>
#include <plait/event.hpp>
#include <plait/failures.hpp>
#include <plait/run.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/failing_new.hpp>
#include <support/tasks.hpp>

#include <chrono>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>

using namespace std::chrono_literals;
using namespace tasks;

namespace {

// Under AddressSanitizer each frame and each function that is queued takes memory of its own. Where there is none for what
// is queued, a loop cannot go on; here it has that from before.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool has_pool = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool has_pool = false;
#else
constexpr bool has_pool = failing_new::is_possible;
#endif
#else
constexpr bool has_pool = failing_new::is_possible;
#endif

// A wait in its own leaf takes memory; made of what Asio publishes, it takes what its frame has.
#if !PLAIT_KNOWS_ASIO_FRAMES
constexpr bool waits_take_memory = false;
#else
constexpr bool waits_take_memory = has_pool;
#endif

/// Calls a test with a number that is one greater each time, until it returns false: it has come to its end.
template <class Test>
int for_each_allocation(Test&& test)
{
    for (std::size_t at = 1; at < 1000; ++at)
        if (CAPTURE(at); !test(at))
            return static_cast<int>(at) - 1;
    FAIL("there is no end");
    return 0;
}

} // namespace

TEST_SUITE_BEGIN("no memory");

TEST_CASE("a sleep that there is no memory for throws, and the next one ends" * doctest::skip(!has_pool))
{
    const int failed = for_each_allocation([](std::size_t at) {
        bool has_failed = false;
        plait::run([&]() -> awaitable<> {
            {
                const failing_new memory(at);
                try {
                    co_await plait::sleep_for(10ms); // so it is not over before it begins: that would be posted
                } catch (const std::exception&) { // std::bad_alloc, or the code for it
                }
                has_failed = memory.has_failed();
            }
            co_await plait::sleep_for(1us); // the loop's timer is set
        }());
        return has_failed;
    });
    CHECK(failed > 0);
}

TEST_CASE("a limit strikes though there is no memory to say so" * doctest::skip(!has_pool))
{
    auto strike = []() -> awaitable<> {
        auto wait = []() -> awaitable<> { co_await plait::run_concurrent(plait::run_concurrent(wait_for_ever())); };
        co_await plait::with_deadline(plait::clock::now(), wait);
    };
    const int failed = for_each_allocation([&](std::size_t at) {
        bool has_failed = false;
        plait::run([&]() -> awaitable<> {
            CHECK(co_await thrown_by(strike())); // what frames take, the loop has now
            auto with_failure = [&]() -> awaitable<> {
                const failing_new memory(at);
                try {
                    co_await strike();
                } catch (...) {
                    has_failed = memory.has_failed();
                    throw;
                }
            };
            const std::exception_ptr error = co_await thrown_by(with_failure());
            REQUIRE(error);
            try {
                std::rethrow_exception(error);
            } catch (const boost::system::system_error& known) {
                CHECK((
                    known.code() == plait::error::timed_out || known.code() == boost::system::errc::not_enough_memory));
            } catch (const std::bad_alloc&) {
                CHECK(has_failed);
            }
            co_await plait::sleep_for(1us);
        }());
        return has_failed;
    });
    CHECK(failed > 0);
}

TEST_CASE(
    "a wait that there is no memory for throws, and leaves what is waited for as it was"
    * doctest::skip(!waits_take_memory))
{
    const int failed = for_each_allocation([](std::size_t at) {
        bool has_failed = false;
        plait::run([&]() -> awaitable<> {
            plait::event ready;
            std::optional<failing_new> memory;
            auto wait = [&]() -> awaitable<> {
                memory.emplace(at);
                co_await ready.wait();
            };
            auto set = [&]() -> awaitable<> {
                has_failed = memory->has_failed();
                memory.reset();
                ready.set();
                co_return;
            };
            co_await thrown_by(plait::run_concurrent(wait, set));
            if (memory) { // there was none for the second task
                has_failed = memory->has_failed();
                memory.reset();
                ready.set();
            }
            co_await ready.wait();
        }());
        return has_failed;
    });
    CHECK(failed > 0);
}

TEST_CASE("an error that a scope has no memory to collect is thrown as it is" * doctest::skip(!failing_new::is_possible))
{
    const std::exception_ptr error = std::make_exception_ptr(std::runtime_error("the first"));
    bool has_failed = false;
    bool left = false;
    plait::run([&]() -> awaitable<> {
        std::optional<failing_new> memory;
        auto fail = [&]() -> awaitable<> {
            co_await plait::sleep_for(1us);
            memory.emplace(1, sizeof(error), sizeof(error));
            std::rethrow_exception(error);
        };
        auto body = [&](plait::scope& tasks) -> awaitable<> {
            tasks.start(fail);
            co_await watched_hour(left);
        };
        const std::exception_ptr thrown = co_await thrown_by(plait::with_scope(plait::scope_policy::collect, body));
        has_failed = memory->has_failed();
        memory.reset();
        CHECK(thrown == error);
    }());
    CHECK(has_failed);
    CHECK(left);
}

TEST_CASE("an error is reported though there is no memory to describe it" * doctest::skip(!failing_new::is_possible))
{
    const std::exception_ptr error =
        std::make_exception_ptr(std::runtime_error("an error whose text takes some memory"));
    const int failed = for_each_allocation([&](std::size_t at) {
        const failing_new memory(at);
        plait::detail::report_unreported("a join whose name takes some memory", error);
        return memory.has_failed();
    });
    CHECK(failed > 0);
}

TEST_SUITE_END();
