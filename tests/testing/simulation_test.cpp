#include <plait/testing/simulation.hpp>

#include <plait/blocking.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/with_timeout.hpp>

#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/tasks.hpp>

#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using namespace plait::testing;
using namespace tasks;
using plait::executor;

namespace {

awaitable<int> current_loop(simulation& world)
{
    const executor here = co_await boost::asio::this_coro::executor;
    int found = -1;
    for (std::size_t i = 0; i < world.loops(); ++i) {
        auto is_here = [&]() -> awaitable<bool> {
            const executor there = co_await boost::asio::this_coro::executor;
            co_return &there.owner() == &here.owner();
        };
        if (co_await world.on(i, is_here))
            found = static_cast<int>(i);
    }
    co_return found;
}

/// Writes its letter three times, with a suspension before each.
awaitable<> write_letter(std::string& to, char letter)
{
    for (int i = 0; i < 3; ++i) {
        co_await plait::sleep_for(0s);
        to += letter;
    }
}

std::string order_of_letters(const schedule& how)
{
    return simulation(how).run([]() -> awaitable<std::string> {
        std::string order;
        co_await plait::run_concurrent(write_letter(order, 'a'), write_letter(order, 'b'), write_letter(order, 'c'));
        co_return order;
    });
}

} // namespace

TEST_SUITE_BEGIN("simulation");

TEST_CASE("several loops run on the calling thread, and the test on the first of them")
{
    simulation(1, 3).run([](simulation& world) -> awaitable<> {
        CHECK(world.loops() == 3);
        CHECK(co_await current_loop(world) == 0);
        const auto thread = std::this_thread::get_id();
        int calls = 0;
        co_await plait::on_all_loops([&]() -> awaitable<> {
            CHECK(std::this_thread::get_id() == thread);
            ++calls;
            co_return;
        });
        CHECK(calls == 3);
    });
}

TEST_CASE("a task runs on the loop that it is put on, and its result comes back")
{
    simulation(1, 3).run([](simulation& world) -> awaitable<> {
        CHECK(co_await world.on(2, [&] { return current_loop(world); }) == 2);
        CHECK(co_await world.on(1, value_after(1s, std::string("late"))) == "late");
        CHECK(world.elapsed() == 1s);
        CHECK(co_await current_loop(world) == 0);
        const auto error = co_await thrown_by(world.on(1, failure_at_once("there")));
        CHECK(plait::describe(error) == "there");
    });
}

TEST_CASE("a loop that is not there is refused")
{
    CHECK_THROWS_WITH_AS(
        simulation(1).run([](simulation& world) -> awaitable<> { co_await world.on(2, value_at_once(1)); }),
        "simulation::on: there is no loop 2; the last one is 1", std::out_of_range);
    CHECK_THROWS_WITH_AS(simulation(1, 0), "simulation: 0 loops; give 1 to 12", std::invalid_argument);
    CHECK_THROWS_WITH_AS(simulation(1, 13), "simulation: 13 loops; give 1 to 12", std::invalid_argument);
}

TEST_CASE("it runs once")
{
    simulation world(1);
    world.run([]() -> awaitable<> { co_return; });
    CHECK_THROWS_WITH_AS(
        world.run([]() -> awaitable<> { co_return; }), "simulation: run a second time; make a new one for each run",
        std::logic_error);
}

TEST_CASE("time goes straight to the next timer of any loop")
{
    simulation(1).run([](simulation& world) -> awaitable<> {
        co_await plait::run_concurrent(world.on(0, value_after(2s, 0)), world.on(1, value_after(3s, 0)), [&]() -> awaitable<> {
            co_await plait::sleep_for(1s);
            CHECK(world.elapsed() == 1s);
        });
        CHECK(world.elapsed() == 3s);
        CHECK(world.now() == plait::clock::now());
    });
}

TEST_CASE("the same seed makes the same order, another seed another one")
{
    std::set<std::string> orders;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const std::string order = order_of_letters(schedule::random(seed));
        CHECK(order == order_of_letters(schedule::random(seed)));
        CHECK(order.size() == 9);
        orders.insert(order);
    }
    CHECK(orders.size() > 15);
    CHECK(order_of_letters(schedule::in_order()) == "abcabcabc");
}

TEST_CASE("by priorities, one task goes on until it ends or its priority changes")
{
    std::set<std::string> orders;
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        orders.insert(order_of_letters(schedule::pct(seed, 1)));
    CHECK(orders == std::set<std::string>{"aaabbbccc", "aaacccbbb", "bbbaaaccc", "bbbcccaaa", "cccaaabbb", "cccbbbaaa"});

    std::set<std::string> changed;
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        changed.insert(order_of_letters(schedule::pct(seed, 2, 6)));
    CHECK(changed.size() > orders.size());
}

TEST_CASE("what one task posts stays in order")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        simulation(seed).run([]() -> awaitable<> {
            const executor here = co_await boost::asio::this_coro::executor;
            std::string order;
            for (char letter = 'a'; letter <= 'e'; ++letter)
                here.require(boost::asio::execution::blocking.never).execute([&order, letter] { order += letter; });
            co_await plait::sleep_for(1s);
            CHECK(order == "abcde");
        });
}

TEST_CASE("a deadline that falls on the moment of the result loses to it, in every order")
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        simulation(seed).run([](simulation& world) -> awaitable<> {
            const int value = co_await plait::with_timeout(1s, [&]() -> awaitable<int> {
                co_await plait::run_concurrent(world.on(1, value_after(1s, 0)), value_after(1s, 0));
                co_return 5;
            });
            CHECK(value == 5);
            CHECK(world.elapsed() == 1s);
        });
}

TEST_CASE("functions of blocking are steps of the world, in no time and on its thread")
{
    simulation(1).run([](simulation& world) -> awaitable<> {
        const auto thread = std::this_thread::get_id();
        const auto there = co_await plait::blocking([] { return std::this_thread::get_id(); });
        CHECK(there == thread);
        CHECK(world.elapsed() == 0s);
        const auto error = co_await thrown_by(plait::blocking([] { throw std::runtime_error("within"); }));
        CHECK(plait::describe(error) == "within");
    });
}

TEST_CASE("a blocking function that is cancelled before it begins is not called, in some orders")
{
    std::set<bool> called;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        bool ran = false;
        simulation(seed).run([&]() -> awaitable<> {
            auto call = [&]() -> awaitable<> { co_await plait::blocking([&] { ran = true; }); };
            co_await cancelled_after(0ms, call());
        });
        called.insert(ran);
    }
    CHECK(called.size() == 2);
}

TEST_CASE("the trace has a line for each step, the same on every compiler")
{
    simulation world(7);
    world.keep_trace().run([&]() -> awaitable<> {
        std::string letters;
        co_await plait::run_concurrent(
            write_letter(letters, 'a'), world.on(1, [&]() -> awaitable<> { co_await plait::sleep_for(1ms); }));
        co_await plait::blocking([] {});
    });
    CHECK(
        world.trace()
        == "0 ns loop 0 the loop itself\n"
           "0 ns loop 1 the loop itself\n"
           "0 ns loop 0 run_concurrent\n"
           "0 ns loop 0 run_concurrent\n"
           "0 ns loop 0 run_concurrent\n"
           "1000000 ns loop 1 a timer\n"
           "1000000 ns loop 1 the loop itself\n"
           "1000000 ns loop 0 run_concurrent\n"
           "1000000 ns thread blocking\n"
           "1000000 ns loop 0 the test\n");
    CHECK(world.steps() == 10);
}

TEST_CASE("what the test throws comes out")
{
    CHECK_THROWS_WITH_AS(
        simulation(1).run([]() -> awaitable<> { co_await failure_after(1s, "boom"); }), "boom", std::runtime_error);
}

TEST_SUITE_END();
