#pragma once

#include <plait/clock.hpp>

#include <span>
#include <string>

/// One bar: what ran from when to when.
struct waterfall_row {
    std::string label;
    plait::clock::duration begin;
    plait::clock::duration end;
    bool failed = false;
};

/// An SVG element that shows what ran when, on one time axis from 0 to `total`.
[[nodiscard]] std::string waterfall(std::span<const waterfall_row>, plait::clock::duration total);

/// "3.00 s", "30.1 ms".
[[nodiscard]] std::string to_text(plait::clock::duration);
