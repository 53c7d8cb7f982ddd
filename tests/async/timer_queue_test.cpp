#include <plait/detail/kernel/timer_queue.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using plait::detail::between;
using plait::detail::earlier;
using plait::detail::later;
using plait::detail::timer;
using plait::detail::timer_queue;
using time_point = plait::clock::time_point;

namespace {

class inert final : public timer {
public:
    explicit inert(int number, order among_equals = order::normal) : timer(among_equals), number(number) {}
    const int number;

private:
    void fire() override {}
    void abandon() noexcept override {}
};

time_point at(int seconds)
{
    return time_point(std::chrono::seconds(seconds));
}

int pop(timer_queue& queue)
{
    return static_cast<inert&>(queue.pop()).number;
}

} // namespace

TEST_SUITE_BEGIN("timer_queue");

TEST_CASE("a timer that is queued cannot be queued again before it is gone")
{
    timer_queue queue;
    timer_queue other;
    inert twice(1);
    queue.push(twice, at(1));
    CHECK_THROWS_AS(queue.push(twice, at(2)), std::logic_error);
    CHECK_THROWS_AS(other.push(twice, at(2)), std::logic_error);
    CHECK(other.empty());
    CHECK(queue.next_due() == at(1));
    CHECK(pop(queue) == 1);
    CHECK(queue.empty());
}

TEST_CASE("the earliest timer comes first")
{
    timer_queue queue;
    inert late(3), early(1), middle(2);
    queue.push(late, at(3));
    queue.push(early, at(1));
    queue.push(middle, at(2));

    CHECK(queue.next_due() == at(1));
    CHECK(pop(queue) == 1);
    CHECK(pop(queue) == 2);
    CHECK(pop(queue) == 3);
    CHECK(queue.empty());
}

TEST_CASE("timers of the same time come in the order they were added")
{
    timer_queue queue;
    std::deque<inert> timers;
    for (int i = 0; i < 100; ++i)
        queue.push(timers.emplace_back(i), at(7));

    std::vector<int> order;
    while (!queue.empty())
        order.push_back(pop(queue));

    CHECK(std::ranges::is_sorted(order));
}

TEST_CASE("timers that are last among equals come after the others of that time, and before later ones")
{
    timer_queue queue;
    inert deadline(2, timer::order::last), normal(1), later_one(3);
    queue.push(deadline, at(7));
    queue.push(later_one, at(8));
    queue.push(normal, at(7));

    CHECK(pop(queue) == 1);
    CHECK(pop(queue) == 2);
    CHECK(pop(queue) == 3);
}

TEST_CASE("a timer is pending from push to pop or erase, and may be pushed again")
{
    timer_queue queue;
    inert one(1);
    CHECK_FALSE(one.pending());

    queue.push(one, at(1));
    CHECK(one.pending());
    CHECK(one.due() == at(1));
    queue.erase(one);
    CHECK_FALSE(one.pending());
    CHECK(queue.empty());

    queue.push(one, at(2));
    CHECK(&queue.pop() == &one);
    CHECK_FALSE(one.pending());
}

TEST_CASE("any timer may be erased, and the order of the others stays")
{
    std::mt19937 random(1); // NOLINT: the same sequence in every run
    for (int round = 0; round < 200; ++round) {
        timer_queue queue;
        std::deque<inert> timers;
        std::vector<std::pair<int, int>> expected; // due, number
        for (int i = 0; i < 50; ++i) {
            const int due = static_cast<int>(random() % 20);
            queue.push(timers.emplace_back(i), at(due));
            expected.emplace_back(due, i);
        }
        for (int erased = 0; erased < 25; ++erased) {
            const auto which = expected.begin() + static_cast<std::ptrdiff_t>(random() % expected.size());
            queue.erase(timers[static_cast<std::size_t>(which->second)]);
            expected.erase(which);
        }
        std::ranges::sort(expected);

        std::vector<std::pair<int, int>> popped;
        while (!queue.empty()) {
            const int due = static_cast<int>(
                std::chrono::duration_cast<std::chrono::seconds>(queue.next_due().time_since_epoch()).count());
            popped.emplace_back(due, pop(queue));
        }
        REQUIRE(popped == expected);
    }
}

TEST_CASE("later adds a time, but does not pass the end of time")
{
    CHECK(later(at(5), 2s) == at(7));
    CHECK(later(at(5), -2s) == at(3));
    CHECK(later(at(5), plait::clock::duration::max()) == time_point::max());
    CHECK(later(time_point::max(), 1ns) == time_point::max());
    CHECK(later(at(-5), plait::clock::duration::max()) == time_point::max() - 5s);
    CHECK(later(at(-5), plait::clock::duration::min()) == time_point::min());
    CHECK(later(time_point::min(), 1ns) == time_point::min() + 1ns);
}

TEST_CASE("earlier and between do not pass the ends of time either")
{
    constexpr auto longest = plait::clock::duration::max();
    constexpr auto most_negative = plait::clock::duration::min();

    CHECK(earlier(at(5), 2s) == at(3));
    CHECK(earlier(at(5), most_negative) == time_point::max());
    CHECK(earlier(at(-5), longest) == time_point::min());
    CHECK(earlier(time_point::min(), 1ns) == time_point::min());
    CHECK(earlier(time_point::max(), -1ns) == time_point::max());
    CHECK(earlier(at(0), longest) == time_point(-longest));

    CHECK(between(at(3), at(5)) == 2s);
    CHECK(between(at(5), at(3)) == -2s);
    CHECK(between(at(5), time_point::min()) == most_negative);
    CHECK(between(at(-5), time_point::max()) == longest);
    CHECK(between(time_point::min(), time_point::max()) == longest);
    CHECK(between(time_point::max(), time_point::min()) == most_negative);
    CHECK(between(time_point::min(), time_point::min()) == 0s);
    CHECK(between(at(0), time_point::min()) == most_negative);
}

TEST_SUITE_END();
