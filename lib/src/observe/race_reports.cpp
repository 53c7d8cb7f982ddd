#include <plait/observe/race_reports.hpp>

#include "observe/race_hook.hpp"
#include "observe/race_symbols.hpp"
#include <plait/blocking.hpp>
#include <plait/sleep.hpp>

#include <mutex>
#include <set>
#include <utility>

namespace plait {

namespace {

detail::race_stack symbolised(const detail::race_report::access& access)
{
    detail::race_stack stack{access.thread, access.size, access.write, access.atomic, {}};
    for (int i = 0; i < access.depth; ++i)
        detail::append_frames(access.frames[i], stack.frames);
    return stack;
}

} // namespace

// The lock is held while the names of functions are looked for, which takes long. So it is a std::mutex, and not one of
// the locks that are made for loops.
struct race_reports::state {
    std::mutex taking;
    std::set<std::string> seen;
    std::size_t lost = 0;
};

race_reports::race_reports() : state_(std::make_unique<state>())
{
    detail::keep_race_reports(true);
}

race_reports::~race_reports()
{
    detail::keep_race_reports(false);
}

std::string_view race_reports::detector()
{
    return detail::race_detector_name();
}

std::vector<std::string> race_reports::take()
{
    const std::lock_guard inside(state_->taking);
    std::vector<std::string> texts;
    if (const std::size_t lost = detail::lost_race_reports(); lost > std::exchange(state_->lost, lost))
        texts.push_back("race detector: " + std::to_string(lost) + " reports were lost, as many came at once");
    detail::race_report report;
    while (detail::take_race_report(report)) {
        const detail::found_race found{
            report.kind, report.address, report.route,
            {symbolised(report.accesses[0]), symbolised(report.accesses[1])}};
        if (state_->seen.insert(key(found)).second)
            texts.push_back(describe(found));
    }
    return texts;
}

std::size_t race_reports::count() const
{
    const std::lock_guard inside(state_->taking);
    return state_->seen.size();
}

awaitable<void> race_reports::watch(std::function<void(std::string_view)> report, clock::duration every)
{
    for (;;) {
        co_await sleep_for(every);
        co_await blocking([this, &report] {
            for (const std::string& each : take())
                report(each);
        });
    }
}

} // namespace plait
