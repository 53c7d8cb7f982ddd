#include "http/connection/waiting_line.hpp"

#include <doctest/doctest.h>
#include <support/time_points.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

using namespace std::chrono_literals;
using clock_test::at;
using plait::clock;
using plait::http::detail::waiting_line;
using plait::http::detail::waiting_request;

namespace {

/// A line with a target of 5 ms, and requests a, b, c and so on for it.
struct line_of {
    std::array<waiting_request, 8> all;
    waiting_line line{5ms};

    void add(std::size_t first, std::size_t last)
    {
        for (std::size_t i = first; i <= last; ++i)
            line.add(all[i]);
    }
    /// A round in which each start and each refusal takes so long: "+b" is a start of b, "-a" a refusal of a.
    [[nodiscard]] std::string round(clock::duration now, clock::duration each = 0ms, bool is_behind = false)
    {
        std::string turns;
        line.begin_round(at(now), is_behind);
        while (const auto next = line.next(at(now))) {
            turns += next->starts ? '+' : '-';
            turns += static_cast<char>('a' + (&next->of - all.data()));
            now += each;
        }
        return turns;
    }
};

} // namespace

TEST_SUITE_BEGIN("the line of waiting requests");

TEST_CASE("the newest goes first")
{
    line_of some;
    some.add(0, 2);
    some.line.came(at(0ms), at(1ms));
    some.add(3, 3);
    some.line.came(at(1ms), at(2ms));

    CHECK(some.round(2ms) == "+d+c+b+a");
    CHECK(some.line.is_empty());
}

TEST_CASE("those that have waited longer than the target are refused, the oldest first")
{
    line_of some;
    some.add(0, 1);
    some.line.came(at(0ms), at(0ms));
    some.add(2, 3);
    some.line.came(at(3ms), at(3ms));

    CHECK(some.round(5ms + 1ns) == "-a-b+d+c");
}

TEST_CASE("the last one is not refused, however long it has waited")
{
    line_of some;
    some.add(0, 1);
    some.line.came(at(0ms), at(0ms));

    CHECK(some.round(1h) == "-a+b");
}

TEST_CASE("those that came in one answer of the kernel have come one after the other")
{
    line_of some;
    some.add(0, 2);
    some.line.came(at(0ms), at(8ms));

    CHECK(some.all[0].came() == at(2ms));
    CHECK(some.all[1].came() == at(4ms));
    CHECK(some.all[2].came() == at(6ms));
}

TEST_CASE("one that was added has no turn before it is said when it came")
{
    line_of some;
    some.add(0, 0);

    CHECK(some.round(1ms) == "");
    CHECK_FALSE(some.line.is_empty());
    some.line.came(at(0ms), at(1ms));
    CHECK(some.round(1ms) == "+a");
}

TEST_CASE("a round starts handlers for half a millisecond, and one of them at least")
{
    line_of some;
    some.add(0, 7);
    some.line.came(at(0ms), at(0ms));

    CHECK(some.round(0ms, 200us) == "+h+g+f");
    CHECK(some.round(0ms, 10ms) == "+e");
}

TEST_CASE("a round starts one handler only, if the loop is behind with reading")
{
    line_of some;
    some.add(0, 7);
    some.line.came(at(0ms), at(0ms));

    CHECK(some.round(0ms, 1us, true) == "+h");
    CHECK(some.round(1s, 1us, true) == "-a-b-c-d-e-f+g");
}

TEST_CASE("refusals take half a millisecond of a round at most, and leave time for a handler")
{
    line_of some;
    some.add(0, 7);
    some.line.came(at(0ms), at(0ms));

    CHECK(some.round(1s, 250us) == "-a-b+h+g");
}

TEST_CASE("one that is destroyed leaves the line")
{
    waiting_line line(5ms);
    waiting_request stays;
    auto goes = std::make_unique<waiting_request>();
    line.add(stays);
    line.add(*goes);
    line.came(at(0ms), at(0ms));

    goes.reset();

    line.begin_round(at(0ms), false);
    CHECK(&line.next(at(0ms)).value().of == &stays);
    CHECK(line.is_empty());
}

TEST_CASE("a line that goes away leaves its requests alone")
{
    waiting_request left;
    {
        waiting_line line(5ms);
        line.add(left);
        CHECK(left.waits());
    }
    CHECK_FALSE(left.waits());
}

TEST_SUITE_END();
