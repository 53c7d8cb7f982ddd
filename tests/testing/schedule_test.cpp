#include <plait/testing/schedule.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using plait::testing::schedule;

TEST_SUITE_BEGIN("schedule");

TEST_CASE("its text is read back as the same schedule")
{
    for (const schedule& each :
         {schedule::in_order(), schedule::random(0), schedule::random(18446744073709551615u), schedule::pct(17, 3, 40),
          schedule::choices({}), schedule::choices({0, 2, 1})}) {
        CAPTURE(each.text());
        CHECK(schedule::parse(each.text()) == each);
    }
    CHECK(schedule::random(17).text() == "random:17");
    CHECK(schedule::pct(17, 3, 40).text() == "pct:17:3:40");
    CHECK(schedule::choices({0, 2, 1}).text() == "choices:0.2.1");
}

TEST_CASE("choices that end with the first ones are those without them")
{
    CHECK(schedule::choices({1, 0, 0}) == schedule::choices({1}));
    CHECK(schedule::choices({0, 0}).text() == "choices:");
}

TEST_CASE("a text that is none is refused, and says what is taken")
{
    for (const char* each :
         {"", "random", "random:", "random:x", "random:1:2", "random:18446744073709551616", "pct:1:2", "pct:1:0:5",
          "pct:1:2:0", "pct:1:2:3:4", "choices:1.", "choices:.1", "choices:-1", "in_order:1", "fifo"}) {
        CAPTURE(each);
        CHECK_THROWS_AS(static_cast<void>(schedule::parse(each)), std::invalid_argument);
    }
    CHECK_THROWS_WITH(
        static_cast<void>(schedule::parse("fifo")),
        "'fifo' is no schedule: give in_order, random:SEED, pct:SEED:DEPTH:STEPS or choices:N.N.N, as the message of a "
        "failure does");
}

TEST_CASE("priorities need a depth and a number of steps")
{
    CHECK_THROWS_AS(static_cast<void>(schedule::pct(1, 0)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(schedule::pct(1, 1, 0)), std::invalid_argument);
}

TEST_SUITE_END();
