#include "http/connection/standing_queue.hpp"

#include <doctest/doctest.h>
#include <support/time_points.hpp>

#include <chrono>

using namespace std::chrono_literals;
using clock_test::at;
using plait::http::detail::standing_queue;

TEST_SUITE_BEGIN("the standing queue");

TEST_CASE("a queue that stands for 100 ms is an overload")
{
    standing_queue queue(5ms);
    for (auto time = 0ms; time < 100ms; time += 10ms) {
        queue.measured(at(time), 6ms);
        CHECK_FALSE(queue.is_overloaded(at(time)));
    }

    queue.measured(at(100ms), 6ms);

    CHECK(queue.is_overloaded(at(100ms)));
}

TEST_CASE("one short wait within 100 ms shows that the queue does not stand")
{
    standing_queue queue(5ms);
    for (auto time = 0ms; time < 10s; time += 10ms)
        queue.measured(at(time), time % 100ms == 90ms ? 5ms : 50ms);

    CHECK_FALSE(queue.is_overloaded(at(10s)));
}

TEST_CASE("one long wait is no queue, however long it is")
{
    standing_queue queue(5ms);
    queue.measured(at(0ms), 0ms);
    queue.measured(at(3s), 3s);

    CHECK_FALSE(queue.is_overloaded(at(3s)));
    queue.measured(at(3050ms), 50ms);
    queue.measured(at(3051ms), 1ms);
    CHECK_FALSE(queue.is_overloaded(at(4s)));
}

TEST_CASE("the overload is over when nothing was refused for 500 ms")
{
    standing_queue queue(5ms);
    queue.measured(at(0ms), 6ms);
    queue.measured(at(100ms), 6ms);
    CHECK(queue.is_overloaded(at(599ms)));
    queue.refused(at(599ms));

    CHECK(queue.is_overloaded(at(1098ms)));
    CHECK_FALSE(queue.is_overloaded(at(1099ms)));
}

TEST_CASE("after an overload it takes 100 ms again until the next one")
{
    standing_queue queue(5ms);
    queue.measured(at(0ms), 6ms);
    queue.measured(at(100ms), 6ms);

    queue.measured(at(700ms), 6ms);
    CHECK_FALSE(queue.is_overloaded(at(700ms)));
    queue.measured(at(799ms), 6ms);
    CHECK_FALSE(queue.is_overloaded(at(799ms)));
    queue.measured(at(800ms), 6ms);
    CHECK(queue.is_overloaded(at(800ms)));
}

TEST_CASE("with a target of 0 there is no overload")
{
    standing_queue queue(0ms);
    for (auto time = 0ms; time < 1s; time += 10ms)
        queue.measured(at(time), 1h);

    CHECK_FALSE(queue.is_overloaded(at(1s)));
}

TEST_SUITE_END();
