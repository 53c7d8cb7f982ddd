// The main function of the counters 09 to 12. It counts 200 hits, 100 from each of two loops. The arguments say how:
//
//     (none)     in simulation, under up to 1000 schedules; prints the first failure
//     threads    once, on two real threads, for ThreadSanitizer to watch

#pragma once

#include <plait/for_each_concurrent.hpp>
#include <plait/latch.hpp>
#include <plait/on_all_loops.hpp>
#include <plait/run_main.hpp>
#include <plait/testing/explore.hpp>

#include <algorithm>
#include <iostream>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>

template <class Counter>
plait::awaitable<int> hits_of_200()
{
    Counter counter;
    plait::latch begin(2); // makes the loops count at the same time
    plait::latch end(2);
    co_await plait::on_all_loops([&]() -> plait::awaitable<> {
        co_await begin.arrive_and_wait();
        co_await plait::for_each_concurrent(std::views::iota(0, 100), 100, [&](int) { return counter.hit(); });
        co_await end.arrive_and_wait();
    });
    co_return co_await counter.value();
}

template <class Counter>
plait::awaitable<> show_hits_of_200()
{
    std::cout << co_await hits_of_200<Counter>() << " of 200 hits\n";
}

template <class Counter>
plait::awaitable<> expect_200_hits()
{
    const int hits = co_await hits_of_200<Counter>();
    if (hits != 200)
        throw std::runtime_error(std::to_string(hits) + " of 200 hits");
}

template <class Counter>
int show(int argc, char** argv)
{
    if (argc == 2 && argv[1] == std::string_view("threads"))
        return plait::run_main(2, show_hits_of_200<Counter>());
    const auto failed = plait::testing::find_failure(1000, &expect_200_hits<Counter>);
    if (!failed) {
        std::cout << "200 of 200 hits under each of 1000 schedules\n";
        return 0;
    }
    const std::string what = failed->what();
    std::cout << what.substr(0, std::min(what.find('\n'), what.find(": written"))) << '\n';
    std::cerr << what << '\n'; // the whole report
    return 0;
}
