#include <plait/guarded.hpp>

#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace tasks;
using plait::guarded;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;

static_assert(!std::is_copy_constructible_v<guarded<int>>);
static_assert(!std::is_move_constructible_v<guarded<int>>);
static_assert(std::is_same_v<decltype(guarded(0)), guarded<int>>);
static_assert(plait::detail::detached_result<std::shared_ptr<int>> && plait::detail::detached_result<std::vector<int*>>);
static_assert(!plait::detail::detached_result<std::reference_wrapper<int>>);
static_assert(!plait::detail::detached_result<std::map<int, int>::const_iterator>);

TEST_SUITE_BEGIN("guarded");

TEST_CASE("calls the function with the value, and returns what it returns")
{
    run_virtual([](virtual_clock& clock) -> awaitable<> {
        guarded<int> hits{0};

        CHECK(co_await hits.with([](int& n) { return ++n; }) == 1);
        CHECK(co_await hits.with([](int& n) { return "hits: " + std::to_string(++n); }) == "hits: 2");
        co_await hits.with([](int& n) { n = 40; });
        CHECK(co_await hits.with([](int& n) { return n; }) == 40);
        CHECK(clock.elapsed() == 0s);
    });
}

TEST_CASE("the value is made from the arguments, and may be of a type that is neither copied nor moved")
{
    struct pinned {
        pinned(int a, int b) : sum(a + b) {}
        std::mutex makes_it_immovable;
        int sum;
    };
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<pinned> value(1, 2);
        CHECK(co_await value.with([](pinned& p) { return p.sum; }) == 3);
    });
}

TEST_CASE("the result may be of a type that can only be moved")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<std::unique_ptr<int>> box{std::make_unique<int>(7)};

        const std::unique_ptr<int> taken = co_await box.with([](std::unique_ptr<int>& p) { return std::move(p); });

        CHECK(*taken == 7);
        const bool empty = co_await box.with([](std::unique_ptr<int>& p) { return p == nullptr; });
        CHECK(empty);
    });
}

TEST_CASE("what the function throws reaches the caller, and the strand is left all the same")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<int> value{1};

        CHECK_THROWS_WITH_AS(
            co_await value.with([](int&) -> int { throw std::runtime_error("boom"); }), "boom", std::runtime_error);
        CHECK_THROWS_WITH(co_await value.with([](int&) { throw std::runtime_error("bang"); }), "bang");

        CHECK(co_await value.with([](int& n) { return n; }) == 1);
    });
}

TEST_CASE("the function is kept until it has been called")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<std::string> text;
        auto prepare = [&] {
            auto append = [more = std::string(100, 'x')](std::string& s) { s += more; };
            return text.with(append);
        };
        auto prepared = prepare(); // and `append` is gone
        co_await std::move(prepared);

        CHECK(co_await text.with([](std::string& s) { return s.size(); }) == 100);
    });
}

TEST_CASE("the function may be a member, or take the value by const reference")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<std::string> text("abc");

        CHECK(co_await text.with([](const std::string& s) { return s + "d"; }) == "abcd");
        CHECK(co_await text.with([](auto& s) { return s.size(); }) == 3);
        const auto size = static_cast<std::size_t (std::string::*)() const noexcept>(&std::string::size);
        auto call_size = [size](std::string& s) { return (s.*size)(); };
        CHECK(co_await text.with(call_size) == 3);
    });
}

TEST_CASE("tasks of one loop share a value, one function at a time")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<std::map<int, int>> counts;
        std::vector<awaitable<void>> asked;
        for (int i = 0; i < 100; ++i)
            asked.push_back(counts.with([i](std::map<int, int>& all) { ++all[i % 3]; }));

        co_await plait::run_concurrent(std::move(asked));

        const int sum = co_await counts.with([](std::map<int, int>& all) { return all[0] + all[1] + all[2]; });
        CHECK(sum == 100);
    });
}

TEST_CASE("a caller that was cancelled before does not call the function")
{
    run_virtual([](virtual_clock&) -> awaitable<> {
        guarded<int> value{0};
        auto work = [&]() -> awaitable<> {
            try {
                co_await plait::sleep_for(1h);
            } catch (const boost::system::system_error&) { // carries on, although it is cancelled
            }
            co_await value.with([](int& n) { ++n; });
        };

        const std::exception_ptr error = co_await cancelled_after(1ms, work());

        CHECK(is_aborted(error));
        CHECK(co_await value.with([](int& n) { return n; }) == 0);
    });
}

TEST_SUITE_END();
