#pragma once

#include <plait/clock.hpp>

#include <boost/describe/class.hpp>

#include <span>
#include <string>
#include <vector>

/// One row of a waterfall: a bar from the time when something began to the time when it ended.
struct waterfall_row {
    std::string label;
    plait::clock::duration begin;
    plait::clock::duration end;
    bool failed = false;
};

struct waterfall_bar {
    std::string label;
    std::string time;
    bool failed;
    double x;
    double y;
    double width;
    double height;
    double text_y;
    double time_x;
};
BOOST_DESCRIBE_STRUCT(waterfall_bar, (), (label, time, failed, x, y, width, height, text_y, time_x))

struct waterfall_tick {
    double x;
    std::string time;
};
BOOST_DESCRIBE_STRUCT(waterfall_tick, (), (x, time))

/// What waterfall.html draws: rows on one time axis. Templates do not compute, so the places of all are here.
struct waterfall {
    double width;
    double height;
    double label_x;
    double axis_y;
    double axis_text_y;
    std::vector<waterfall_tick> ticks;
    std::vector<waterfall_bar> bars;
};
BOOST_DESCRIBE_STRUCT(waterfall, (), (width, height, label_x, axis_y, axis_text_y, ticks, bars))

/// Returns the waterfall of the rows, from 0 to `total`.
[[nodiscard]] waterfall make_waterfall(std::span<const waterfall_row>, plait::clock::duration total);

/// Returns a text such as "3.00 s" or "30.1 ms".
[[nodiscard]] std::string to_text(plait::clock::duration);
