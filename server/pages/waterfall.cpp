#include "waterfall.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

namespace {

constexpr double label_width = 150;
constexpr double chart_width = 480;
constexpr double row_height = 28;
constexpr int ticks = 6;

double seconds(plait::clock::duration time)
{
    return std::chrono::duration<double>(time).count();
}

// Tenths of a pixel are as fine as anyone sees.
double rounded(double place)
{
    return std::round(place * 10) / 10;
}

} // namespace

std::string to_text(plait::clock::duration time)
{
    const double in_seconds = seconds(time);
    return in_seconds >= 1 ? fmt::format("{:.2f} s", in_seconds) : fmt::format("{:.1f} ms", in_seconds * 1000);
}

waterfall make_waterfall(std::span<const waterfall_row> rows, plait::clock::duration total)
{
    const double height = row_height * static_cast<double>(rows.size());
    const double scale = chart_width / std::max(seconds(total), 1e-9);

    waterfall made{label_width + chart_width + 70, height + 24, label_width - 8, height, height + 16, {}, {}};
    for (int i = 0; i <= ticks; ++i)
        made.ticks.push_back({rounded(label_width + chart_width * i / ticks), to_text(total * i / ticks)});
    double y = 0;
    for (const waterfall_row& each : rows) {
        const double x = label_width + seconds(each.begin) * scale;
        const double width = std::max(seconds(each.end - each.begin) * scale, 1.0);
        made.bars.push_back(
            {each.label, to_text(each.end - each.begin), each.failed, rounded(x), y + 5, rounded(width),
             row_height - 10, y + 19, rounded(x + width + 6)});
        y += row_height;
    }
    return made;
}
