#include "findings.hpp"

#include "describe.hpp"
#include "report.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <utility>

// Of the runtime: sanitizer/common_interface_defs.h. NOLINTNEXTLINE(bugprone-reserved-identifier): it is named there
extern "C" void __sanitizer_symbolize_pc(void* pc, const char* format, char* out, std::size_t size);

namespace {

// One address may stand for several functions, each inlined into the next: the runtime puts a zero between them.
void symbolise(void* pc, std::vector<race_frame>& out)
{
    std::array<char, 16 * 1024> text{};
    __sanitizer_symbolize_pc(pc, "%f\t%s\t%l\t%p", text.data(), text.size() - 2); // two zeros at the end in any case
    for (const char* each = text.data(); *each != '\0'; each += std::string_view(each).size() + 1)
        out.push_back(parse_frame(each));
}

race_stack symbolised(const race_report::access& access)
{
    race_stack stack{access.thread, access.size, access.write, access.atomic, {}};
    for (int i = 0; i < access.depth; ++i)
        symbolise(access.frames[i], stack.frames);
    return stack;
}

} // namespace

race_findings::race_findings()
{
    keep_reports(true);
}

race_findings::~race_findings()
{
    keep_reports(false);
}

std::string_view race_findings::detector()
{
#ifdef __clang__
    static const std::string name = fmt::format("ThreadSanitizer, clang {}", __clang_major__);
#else
    static const std::string name = fmt::format("ThreadSanitizer, g++ {}", __GNUC__);
#endif
    return name;
}

void race_findings::collect()
{
    const std::lock_guard inside(lock_);
    if (const std::size_t lost = lost_reports(); lost > std::exchange(lost_, lost))
        spdlog::error("race detector: {} reports were lost, as many came at once", lost);
    race_report report;
    while (take_report(report)) {
        const found_race found{
            report.kind, report.address, report.route,
            {symbolised(report.accesses[0]), symbolised(report.accesses[1])}};
        if (seen_.insert(key(found)).second)
            spdlog::error("{}", describe(found));
    }
}

std::size_t race_findings::count() const
{
    const std::lock_guard inside(lock_);
    return seen_.size();
}
