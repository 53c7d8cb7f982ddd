#include <plait/guarded.hpp>

#include <plait/detail/coroutine/loop.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/runtime.hpp>

#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace tasks;
using plait::guarded;
using plait::on_all_loops;
using plait::runtime;

namespace {

constexpr int loops = 4;
constexpr int tasks_a_loop = 25;
constexpr int rounds = 40;

/// Runs `task()` many times on every loop, all together.
template <class Task>
awaitable<void> hammer(Task& task)
{
    auto on_each_loop = [&]() -> awaitable<> {
        std::vector<awaitable<void>> running;
        for (int i = 0; i < tasks_a_loop; ++i)
            running.push_back(task());
        return plait::run_concurrent(std::move(running));
    };
    co_await on_all_loops(on_each_loop);
}

} // namespace

TEST_SUITE_BEGIN("threads: guarded");

TEST_CASE("tasks of all loops share a value, and no call is lost")
{
    guarded<int> hits{0};
    auto hit = [&]() -> awaitable<> {
        for (int i = 0; i < rounds; ++i)
            co_await hits.with([](int& n) { ++n; });
    };
    auto main = [&]() -> awaitable<int> {
        co_await hammer(hit);
        co_return co_await hits.with([](int& n) { return n; });
    };

    CHECK(runtime(loops).run(main()) == loops * tasks_a_loop * rounds);
}

TEST_CASE("the caller resumes on its own loop, with its own result or error")
{
    guarded<std::string> text;
    auto use = [&]() -> awaitable<> {
        plait::detail::loop* const home = plait::detail::current.owner;
        const plait::detail::task* const self = plait::detail::current.running;
        const std::thread::id thread = std::this_thread::get_id();
        for (int i = 0; i < rounds; ++i) {
            const std::string mine(40, static_cast<char>('a' + i % 26));
            const std::string same = co_await text.with([&](std::string& s) { return s = mine; });
            const std::unique_ptr<int> moved =
                co_await text.with([&](std::string&) { return std::make_unique<int>(i); });
            bool thrown = false;
            try {
                co_await text.with([&](std::string&) { throw std::runtime_error(mine); });
            } catch (const std::runtime_error& error) {
                thrown = error.what() == mine;
            }
            const bool right = same == mine && *moved == i && thrown && plait::detail::current.owner == home
                               && plait::detail::current.running == self && std::this_thread::get_id() == thread;
            if (!right)
                throw std::logic_error("another's result, or on another's loop");
        }
    };
    CHECK_NOTHROW(runtime(loops).run(hammer(use)));
}

TEST_CASE("the calls of one loop are made in the order of arrival")
{
    guarded<std::vector<std::vector<int>>> seen{std::vector<std::vector<int>>(loops)};
    guarded<std::size_t> next_loop{std::size_t(0)};
    auto on_each_loop = [&]() -> awaitable<> {
        const std::size_t loop = co_await next_loop.with([](std::size_t& n) { return n++; });
        std::vector<awaitable<void>> calls;
        for (int i = 0; i < 500; ++i)
            calls.push_back(seen.with([loop, i](std::vector<std::vector<int>>& all) { all[loop].push_back(i); }));
        co_await plait::run_concurrent(std::move(calls));
    };
    auto main = [&]() -> awaitable<std::vector<std::vector<int>>> {
        co_await on_all_loops(on_each_loop);
        co_return co_await seen.with([](auto& all) { return all; });
    };

    for (const std::vector<int>& order : runtime(loops).run(main())) {
        CHECK(order.size() == 500);
        CHECK(std::ranges::is_sorted(order));
    }
}

TEST_SUITE_END();
