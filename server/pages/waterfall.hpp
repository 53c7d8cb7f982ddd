#pragma once

#include <plait/clock.hpp>

#include <span>
#include <string>

/// One row of a waterfall: a bar from the time when something began to the time when it ended.
struct waterfall_row {
    std::string label;
    plait::clock::duration begin;
    plait::clock::duration end;
    bool failed = false;
};

/// Returns an SVG element that shows the rows on one time axis, from 0 to `total`.
[[nodiscard]] std::string waterfall(std::span<const waterfall_row>, plait::clock::duration total);

/// Returns a text such as "3.00 s" or "30.1 ms".
[[nodiscard]] std::string to_text(plait::clock::duration);
