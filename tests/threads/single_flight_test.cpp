#include <plait/single_flight.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/probes.hpp>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using namespace tasks;
using plait::on_all_loops;
using plait::run_concurrent;
using plait::runtime;
using plait::single_flight;
using plait::testing::lifetime_counts;
using plait::testing::lifetime_probe;

namespace {

constexpr std::size_t loops = 4;
constexpr int keys = 3;

awaitable<void> turns(int count)
{
    for (int i = 0; i < count; ++i)
        co_await plait::sleep_for(0ms);
}

/// Tasks that notice when two of the same key run at the same time.
class watched_loads {
public:
    awaitable<std::string> load(int key, int length)
    {
        struct running {
            std::atomic<int>& count;
            ~running() { --count; }
        };
        std::atomic<int>& count = running_[static_cast<std::size_t>(key)];
        if (++count != 1)
            overlap_ = true;
        const running here{count};
        ++loads_;
        co_await turns(length);
        co_return std::string(40, static_cast<char>('a' + key));
    }
    [[nodiscard]] bool overlap() const { return overlap_; }
    [[nodiscard]] int loads() const { return loads_; }

private:
    std::array<std::atomic<int>, keys> running_{};
    std::atomic<bool> overlap_ = false;
    std::atomic<int> loads_ = 0;
};

} // namespace

TEST_SUITE_BEGIN("threads: single_flight");

TEST_CASE("tasks of all loops share one execution for each key, and every caller resumes on its own loop")
{
    single_flight<int, std::string> flights;
    watched_loads loads;
    std::atomic<int> right = 0;
    constexpr int callers = 12;
    constexpr int rounds = 30;
    auto caller = [&](int number) -> awaitable<> {
        const std::thread::id thread = std::this_thread::get_id();
        for (int round = 0; round < rounds; ++round) {
            const int key = (number + round) % keys;
            const std::string got = co_await flights.run(key, [&] { return loads.load(key, round % 4); });
            if (got == std::string(40, static_cast<char>('a' + key)) && std::this_thread::get_id() == thread)
                ++right;
        }
    };
    auto each = [&]() -> awaitable<> {
        std::vector<awaitable<void>> all;
        for (int i = 0; i < callers; ++i)
            all.push_back(caller(i));
        co_await run_concurrent(std::move(all));
    };
    runtime(loops).run(on_all_loops(each));

    constexpr int calls = static_cast<int>(loops) * callers * rounds;
    CHECK(right == calls);
    CHECK_FALSE(loads.overlap());
    CHECK(loads.loads() < calls);
    CHECK(flights.in_flight() == 0);
}

TEST_CASE("cancelled leaders are replaced, whenever it comes, and every other caller gets a result")
{
    runtime all(loops);
    for (int round = 0; round < 60; ++round) {
        single_flight<int, std::string> flights;
        watched_loads loads;
        std::atomic<int> got = 0;
        auto call = [&]() -> awaitable<> {
            const std::string text = co_await flights.run(0, [&] { return loads.load(0, 5); });
            if (text == std::string(40, 'a'))
                ++got;
        };
        auto cancelled = [&]() -> awaitable<> {
            auto stop = [&]() -> awaitable<> {
                co_await turns(round % 9);
                throw std::runtime_error("stop");
            };
            auto forever = [&]() -> awaitable<> { co_await flights.run(0, [&] { return loads.load(0, 1000000); }); };
            CHECK_THROWS_WITH(co_await run_concurrent(forever, forever, stop), "stop");
        };
        auto each = [&]() -> awaitable<> { co_await run_concurrent(cancelled, call, cancelled, call); };
        all.run(on_all_loops(each));

        CHECK(got == 2 * loops);
        CHECK_FALSE(loads.overlap());
        CHECK(flights.in_flight() == 0);
    }
}

TEST_CASE("all callers get the same exception")
{
    // Kept until all have finished, as ThreadSanitizer does not see how libstdc++.so counts the references to it.
    std::mutex mutex;
    std::vector<std::exception_ptr> errors;
    single_flight<int, void> flights;
    std::atomic<std::size_t> there = 0;
    auto fail = [&]() -> awaitable<> {
        while (there < loops)
            co_await plait::sleep_for(0ms);
        co_await turns(20); // so that the others have made their calls, if they can
        throw std::runtime_error("boom");
    };
    auto each = [&]() -> awaitable<> {
        ++there;
        try {
            co_await flights.run(1, fail);
        } catch (...) {
            std::scoped_lock lock(mutex);
            errors.push_back(std::current_exception());
        }
    };
    runtime(loops).run(on_all_loops(each));

    CHECK(errors.size() == loops);
    for (const std::exception_ptr& error : errors)
        CHECK_THROWS_WITH(std::rethrow_exception(error), "boom");
}

TEST_CASE("a runtime that goes away takes those that lead and those that wait with it")
{
    for (int round = 0; round < 30; ++round) {
        lifetime_counts counts;
        std::atomic<int> calls = 0;
        single_flight<int, int> flights;
        runtime failing(loops);
        auto call = [&]() -> awaitable<> {
            const lifetime_probe own(counts);
            ++calls;
            auto load = [&]() -> awaitable<int> {
                const lifetime_probe inside(counts);
                co_await wait_for_ever();
                co_return 1;
            };
            co_await flights.run(round % 2, load);
        };
        auto each = [&]() -> awaitable<> { co_await run_concurrent(call, call, call); };
        auto fail = [&]() -> awaitable<> {
            while (calls < static_cast<int>(3 * loops))
                co_await plait::sleep_for(0ms);
            asio::post(plait::detail::current.owner->siblings()[static_cast<std::size_t>(round) % loops]->root(), [] {
                throw std::runtime_error("past any coroutine");
            });
            co_await wait_for_ever();
        };
        auto main = [&]() -> awaitable<> { co_await run_concurrent(on_all_loops(each), fail); };

        CHECK_THROWS_WITH(failing.run(main()), "past any coroutine");

        CHECK(counts.alive() == 0);
        CHECK(flights.in_flight() == 0);
    }
}

TEST_SUITE_END();
