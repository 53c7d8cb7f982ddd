// This file takes the place of race_hook.cpp and race_symbols.cpp in a build without a race detector.

#include "observe/race_hook.hpp"
#include "observe/race_symbols.hpp"

namespace plait::detail {

void keep_race_reports(bool) noexcept {}

bool take_race_report(race_report&) noexcept
{
    return false;
}

std::size_t lost_race_reports() noexcept
{
    return 0;
}

std::string_view race_detector_name()
{
    return {};
}

void append_frames(void*, std::vector<race_frame>&) {}

} // namespace plait::detail
