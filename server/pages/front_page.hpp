#pragma once

#include "../stores/sources.hpp"

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <array>
#include <string>
#include <vector>

/// One block of the page: what its source gave, or why it gave nothing, and when the source ran.
struct page_block {
    std::string title;
    std::vector<std::string> lines;
    std::string error;
    plait::clock::duration begin{}; // measured from the start of the page
    plait::clock::duration end{};   // measured from there, too
};

struct front_page {
    std::array<page_block, 3> blocks; // profile, news, weather
    bool concurrent = false;
    plait::clock::duration total{};
};

/// Fills the page from its three sources, one after another or all at once. If a source fails, its block shows the
/// error, and the other blocks are filled all the same.
[[nodiscard]] plait::awaitable<front_page> build_front_page(const sources&, bool concurrent, std::string city);

/// Returns the page as HTML, with a waterfall that shows when each source ran.
[[nodiscard]] std::string to_html(const front_page&);
