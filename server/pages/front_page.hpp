#pragma once

#include "../stores/sources.hpp"

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <array>
#include <string>
#include <vector>

/// One block of the page: what its source gave, or why it gave nothing, and when it ran.
struct page_block {
    std::string title;
    std::vector<std::string> lines;
    std::string error;
    plait::clock::duration begin{}; // from the start of the page
    plait::clock::duration end{};
};

struct front_page {
    std::array<page_block, 3> blocks; // profile, news, weather
    bool concurrent = false;
    plait::clock::duration total{};
};

/// Fills the page from its three sources, one after another or all at once. A source that fails leaves its error in its
/// block; the others are not affected.
[[nodiscard]] plait::awaitable<front_page> build_front_page(const sources&, bool concurrent, std::string city);

/// The page as HTML, with a waterfall of what ran when.
[[nodiscard]] std::string to_html(const front_page&);
