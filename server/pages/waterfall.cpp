#include "waterfall.hpp"

#include <plait/html/escape.hpp>

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace {

constexpr double label_width = 150;
constexpr double chart_width = 480;
constexpr double row_height = 28;
constexpr int ticks = 6;

double seconds(plait::clock::duration time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

std::string to_text(plait::clock::duration time)
{
    const double in_seconds = seconds(time);
    return in_seconds >= 1 ? fmt::format("{:.2f} s", in_seconds) : fmt::format("{:.1f} ms", in_seconds * 1000);
}

std::string waterfall(std::span<const waterfall_row> rows, plait::clock::duration total)
{
    const double height = row_height * static_cast<double>(rows.size());
    const double scale = chart_width / std::max(seconds(total), 1e-9);

    std::string svg = fmt::format(
        R"(<svg class="waterfall" role="img" aria-label="What ran when" viewBox="0 0 {:.0f} {:.0f}">)",
        label_width + chart_width + 70, height + 24);
    for (int i = 0; i <= ticks; ++i) {
        const double x = label_width + chart_width * i / ticks;
        svg += fmt::format(
            R"(<line class="tick" x1="{0:.1f}" y1="0" x2="{0:.1f}" y2="{1:.1f}"/><text class="axis" x="{0:.1f}" y="{2:.1f}">{3}</text>)",
            x, height, height + 16, to_text(total * i / ticks));
    }
    double y = 0;
    for (const waterfall_row& each : rows) {
        const double x = label_width + seconds(each.begin) * scale;
        const double width = std::max(seconds(each.end - each.begin) * scale, 1.0);
        svg += fmt::format(
            R"(<text class="label" x="{:.1f}" y="{:.1f}">{}</text><rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3"/><text class="time" x="{:.1f}" y="{:.1f}">{}</text>)",
            label_width - 8, y + 19, plait::escape_html(each.label), each.failed ? "bar failed" : "bar", x, y + 5, width,
            row_height - 10, x + width + 6, y + 19, to_text(each.end - each.begin));
        y += row_height;
    }
    return svg + "</svg>";
}
