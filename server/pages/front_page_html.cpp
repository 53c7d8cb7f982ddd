#include "front_page.hpp"
#include "waterfall.hpp"

#include <plait/html/escape.hpp>

#include <spdlog/fmt/fmt.h>

using plait::escape_html;

namespace {

constexpr const char* style = R"(
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
nav a { margin-right: 1rem; } nav a[aria-current] { font-weight: 600; color: inherit; text-decoration: none; }
.blocks { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
.blocks section { border: 1px solid #d5dde5; border-radius: 8px; padding: .75rem 1rem; }
.blocks h2 { font-size: 1rem; margin: 0 0 .25rem; } .blocks p { margin: .1rem 0; }
.error { color: #a3231b; } .total { font-size: 1.1rem; }
.waterfall { width: 100%; font-size: 13px; } .waterfall .bar { fill: #2f7ed8; } .waterfall .failed { fill: #c8483f; }
.waterfall .tick { stroke: #d5dde5; } .waterfall .label { text-anchor: end; } .waterfall text { fill: #1d2733; }
.waterfall .axis { text-anchor: middle; font-size: 11px; fill: #5b6875; }
)";

std::string block_html(const page_block& block)
{
    std::string html = fmt::format("<section><h2>{}</h2>", escape_html(block.title));
    if (!block.error.empty())
        html += fmt::format(R"(<p class="error" role="alert">{}</p>)", escape_html(block.error));
    for (const std::string& each : block.lines)
        html += fmt::format("<p>{}</p>", escape_html(each));
    return html + "</section>";
}

std::string link(const char* mode, bool current)
{
    return fmt::format(R"(<a href="/page?mode={0}"{1}>{0}</a>)", mode, current ? R"( aria-current="page")" : "");
}

} // namespace

std::string to_html(const front_page& page)
{
    std::string blocks;
    std::vector<waterfall_row> rows;
    for (const page_block& each : page.blocks) {
        blocks += block_html(each);
        rows.push_back({each.title, each.begin, each.end, !each.error.empty()});
    }
    return fmt::format(
        R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>plait: a page of three blocks</title><link rel="icon" href="data:,"><style>{}</style></head>
<body><h1>A page of three blocks</h1>
<nav>{}{}</nav>
<div class="blocks">{}</div>
<p class="total">Total: <strong>{}</strong>, {}</p>
{}
</body></html>
)",
        style, link("serial", !page.concurrent), link("concurrent", page.concurrent), blocks, to_text(page.total),
        page.concurrent ? "all at once" : "one after another", waterfall(rows, page.total));
}
