#include <plait/detail/coroutine/waiter.hpp>
#include <plait/error.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

using namespace std::chrono_literals;
using namespace tasks;
using plait::race;
using plait::run_concurrent;
using plait::with_deadline;
using plait::with_scope;
using plait::with_timeout;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

namespace {

// With calls inside each other one level takes more than 200 bytes of the stack of 8 MiB. A sanitizer's takes ten times that.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int deep = 6'000;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr int deep = 6'000;
#else
constexpr int deep = 60'000;
#endif
#else
constexpr int deep = 60'000;
#endif

awaitable<> in_join(int, awaitable<> inner)
{
    co_await run_concurrent(std::move(inner));
}

awaitable<> in_race(int, awaitable<> inner)
{
    (void)co_await race(std::move(inner), wait_for_ever());
}

awaitable<> in_scope(int, awaitable<> inner)
{
    auto body = [&](plait::scope& tasks) -> awaitable<> {
        tasks.start(std::move(inner));
        co_return;
    };
    co_await with_scope(body);
}

awaitable<> in_body_of_draining_scope(int, awaitable<> inner)
{
    auto body = [&](plait::scope&) -> awaitable<> { co_await std::move(inner); };
    plait::scope_options options;
    options.drain(1h);
    co_await with_scope(options, body);
}

awaitable<> in_limit(int level, awaitable<> inner)
{
    co_await with_timeout(
        1h - std::chrono::milliseconds(level), std::move(inner)); // each is earlier than those around it
}

awaitable<> one_of_all(int level, awaitable<> inner)
{
    constexpr awaitable<> (*all[])(int, awaitable<>) = {
        in_join, in_race, in_scope, in_body_of_draining_scope, in_limit};
    return all[static_cast<std::size_t>(level) % std::size(all)](level, std::move(inner));
}

struct shape {
    const char* name;
    awaitable<> (*around)(int, awaitable<>);
    int levels;
};
constexpr shape joins{"joins", in_join, 1000};
constexpr shape shapes[] = {
    joins,
    {"races", in_race, 1000},
    {"scopes", in_scope, 1000},
    {"scopes that drain", in_body_of_draining_scope, 1000},
    {"limits", in_limit, 1000},
    {"all of them in turn, deeper than a stack", one_of_all, deep},
};

/// `level` of them inside each other around the innermost, which says that it has begun and that it has gone.
awaitable<> nested(const shape& of, int level, int& inside)
{
    if (level > 0) {
        co_await of.around(level, nested(of, level - 1, inside));
        co_return;
    }
    struct guard {
        int& inside;
        explicit guard(int& counted) : inside(counted) { ++inside; }
        ~guard() { --inside; }
    } const counted(inside);
    co_await wait_for_ever();
}

} // namespace

TEST_SUITE_BEGIN("deep trees");

TEST_CASE("a tree deeper than any stack is cancelled, and its errors come back")
{
    for (const shape& each : shapes) {
        CAPTURE(each.name);
        run_virtual([&](virtual_clock& clock) -> awaitable<> {
            int inside = 0;
            auto look = [&]() -> awaitable<> {
                co_await plait::sleep_for(2s);
                CHECK(inside == 1);
            };
            const auto first = co_await race(nested(each, each.levels, inside), look());
            CHECK(first.index() == 1);
            CHECK(inside == 0);
            CHECK(clock.elapsed() == 2s);
        });
    }
}

TEST_CASE("a tree deeper than any stack is destroyed where it waits")
{
    for (const shape& each : shapes) {
        CAPTURE(each.name);
        int inside = 0;
        CHECK_THROWS_AS(
            run_virtual([&](virtual_clock&) -> awaitable<> {
                auto end = [&]() -> awaitable<> {
                    co_await plait::sleep_for(2s);
                    CHECK(inside == 1);
                    boost::asio::post(
                        co_await boost::asio::this_coro::executor, [] { throw std::logic_error("a handler throws"); });
                };
                co_await run_concurrent(nested(each, each.levels, inside), end());
            }),
            std::logic_error);
        CHECK(inside == 0);
    }
}

TEST_CASE("limits inside each other that strike together say so in bounded texts")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        constexpr int levels = 3'000;
        int struck = 0;
        std::size_t longest = 0;
        auto limited = [&](auto& self, int level) -> awaitable<> {
            if (level == 0)
                co_await wait_for_ever();
            try {
                // All have passed, and what is inside the earlier: so each has a timer.
                co_await with_deadline(plait::clock::time_point(-1h + level * 1ms), self(self, level - 1));
            } catch (const boost::system::system_error& error) {
                struck += error.code() == plait::error::timed_out ? 1 : 0;
                longest = std::max(longest, std::string(error.what()).size());
                if (level % 100 != 0) // and the next of those around it strikes
                    throw;
            }
            if (level % 100 == 0)
                co_await wait_for_ever();
        };
        CHECK(co_await thrown_by(limited(limited, levels + 1)));
        CHECK(struck == levels + 1);
        CHECK(longest < 1000);
    });
}

TEST_CASE("a limit around many tasks inside each other names the first of them")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        int inside = 0;
        const std::exception_ptr error = co_await thrown_by(with_timeout(1s, nested(joins, 3'000, inside)));
        const std::string text = plait::describe(error);
        CHECK(text.find("cut off run_concurrent > run_concurrent > ") != std::string::npos);
        CHECK(text.find(" > run_concurrent > ...") != std::string::npos);
        CHECK(text.size() < 1000);
    });
}

TEST_CASE(
    "a join tells all that is below it before its cancel returns, what is below a task before the task's siblings")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        std::string told;
        auto leaf = [&](char name) -> awaitable<> {
            plait::detail::waiter waiting("leaf");
            co_await waiting.suspend(
                [] {},
                [&told, &waiting, name] {
                    told += name;
                    waiting.post(boost::asio::error::operation_aborted);
                });
        };
        auto pair = [&](char a, char b) -> awaitable<> { co_await run_concurrent(leaf(a), leaf(b)); };
        auto inner = [&]() -> awaitable<> { co_await run_concurrent(pair('a', 'b'), leaf('c'), pair('d', 'e')); };

        plait::detail::join all(co_await boost::asio::this_coro::executor, "test");
        auto cancel = [&]() -> awaitable<> {
            co_await plait::sleep_for(1s);
            all.cancel();
            CHECK(told == "yxedcbaw"); // the latest first
        };
        co_await all.run([&] {
            all.start(leaf('w'));
            all.start(inner());
            all.start(pair('x', 'y'));
            all.start(cancel());
        });
        CHECK(is_aborted(all.error()));
    });
}

TEST_SUITE_END();
