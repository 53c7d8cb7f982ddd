#pragma once

#include "../stores/sources.hpp"
#include "waterfall.hpp"

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>
#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <string>
#include <vector>

/// A time on a page looks as "3.00 s" or "30.1 ms".
template <>
struct plait::template_formatter<plait::clock::duration> {
    static std::string text(plait::clock::duration time) { return to_text(time); }
};

/// One block of the page: what its source gave, or why it gave nothing, and when the source ran.
struct page_block {
    std::string title;
    std::vector<std::string> lines;
    std::string error;
    plait::clock::duration begin{}; // measured from the start of the page
    plait::clock::duration end{};   // measured from there, too
};
BOOST_DESCRIBE_STRUCT(page_block, (), (title, lines, error, begin, end))

struct front_page {
    std::array<page_block, 3> blocks; // profile, news, weather
    bool concurrent = false;
    plait::clock::duration total{};
};
BOOST_DESCRIBE_STRUCT(front_page, (), (blocks, concurrent, total))

/// Fills the page from its three sources, one after another or all at once. If a source fails, its block shows the
/// error, and the other blocks are filled all the same.
[[nodiscard]] plait::awaitable<front_page> build_front_page(const sources&, bool concurrent, std::string city);

/// What page.html shows: the page, and a waterfall that tells when each source ran.
struct shown_page {
    const front_page* page;
    waterfall chart;
};
BOOST_DESCRIBE_STRUCT(shown_page, (), (page, chart))

[[nodiscard]] shown_page show(const front_page&);
