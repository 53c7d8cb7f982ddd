// ThreadSanitizer's runtime calls functions of this file while it holds its locks. So the file is not instrumented,
// takes no memory and no lock, and calls nothing except the runtime's own getters.

#include "observe/race_hook.hpp"

#include <plait/detail/kernel/labels.hpp>

// These are functions of the runtime. sanitizer/tsan_interface.h declares them, except OnReport, which is in
// compiler-rt/lib/tsan/rtl/tsan_rtl_report.cpp; that file says that an application may override it. The runtime of g++
// has the same functions, but no header.
// NOLINTBEGIN(bugprone-reserved-identifier): they are the runtime's names
namespace __tsan {
class ReportDesc;
bool OnReport(const ReportDesc* found, bool suppressed);
} // namespace __tsan

extern "C" {
int __tsan_get_report_data(
    void* report, const char** description, int* count, int* stacks, int* accesses, int* locations, int* mutexes,
    int* threads, int* unique_threads, void** sleep_trace, unsigned long trace_size);
int __tsan_get_report_stack(void* report, unsigned long index, void** trace, unsigned long trace_size);
int __tsan_get_report_mop(
    void* report, unsigned long index, int* thread, void** address, int* size, int* write, int* atomic, void** trace,
    unsigned long trace_size);
const char* __tsan_default_options();
}
// NOLINTEND(bugprone-reserved-identifier)

namespace plait::detail {

namespace {

enum slot_state : int { empty, filling, full };

struct slot {
    int state = empty;
    race_report report{};
};

// The runtime itself never reports the same stacks twice. So this is plenty for the time between two calls of
// take_race_report.
constexpr std::size_t most_kept = 64;
constinit slot kept[most_kept];
constinit bool keeping = false;
constinit std::size_t lost = 0;

bool claim(slot& wanted, int from) noexcept
{
    return __atomic_compare_exchange_n(&wanted.state, &from, filling, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

void release(slot& claimed, int to) noexcept
{
    __atomic_store_n(&claimed.state, to, __ATOMIC_RELEASE);
}

// The runtime gives one frame for each function that was inlined, and all these frames have the same address. One is
// kept.
void drop_repeated(race_report::access& stack) noexcept
{
    int depth = 0;
    for (int i = 0; i < race_report::most_frames && stack.frames[i]; ++i)
        if (depth == 0 || stack.frames[i] != stack.frames[depth - 1])
            stack.frames[depth++] = stack.frames[i];
    stack.depth = depth;
}

void fill(race_report& out, void* found) noexcept
{
    int count = 0, stacks = 0, accesses = 0, locations = 0, mutexes = 0, threads = 0, unique_threads = 0;
    void* slept_in[1];
    out = race_report{};
    __tsan_get_report_data(
        found, &out.kind, &count, &stacks, &accesses, &locations, &mutexes, &threads, &unique_threads, slept_in, 1);
    for (int i = 0; i < 2; ++i) {
        race_report::access& each = out.accesses[i];
        if (i < accesses) {
            int write = 0, atomic = 0;
            void* address = nullptr;
            __tsan_get_report_mop(
                found, static_cast<unsigned long>(i), &each.thread, &address, &each.size, &write, &atomic, each.frames,
                race_report::most_frames);
            each.write = write != 0;
            each.atomic = atomic != 0;
            out.address = i == 0 ? address : out.address;
        } else if (accesses == 0 && i < stacks) {
            __tsan_get_report_stack(found, static_cast<unsigned long>(i), each.frames, race_report::most_frames);
        }
        drop_repeated(each);
    }
    if (const char* route = current_label())
        for (std::size_t i = 0; i + 1 < sizeof out.route && route[i] != '\0'; ++i)
            out.route[i] = route[i];
}

} // namespace

} // namespace plait::detail

using namespace plait::detail;

bool __tsan::OnReport(const ReportDesc* found, bool suppressed)
{
    if (suppressed || !__atomic_load_n(&keeping, __ATOMIC_RELAXED))
        return suppressed;
    for (slot& each : kept) {
        if (claim(each, empty)) {
            fill(each.report, const_cast<ReportDesc*>(found));
            release(each, full);
            return true; // the runtime need not print it
        }
    }
    __atomic_fetch_add(&lost, 1, __ATOMIC_RELAXED);
    return true;
}

// The user's TSAN_OPTIONS override these. By default the runtime, like Go's, takes all sockets for one thing by which
// threads synchronise: sending on one socket comes before receiving on any other one. That hides the races between
// requests that do not overlap, so io_sync=0 switches it off. plait does not depend on it: a loop is woken through a
// descriptor, but it finds its work under a lock.
const char* __tsan_default_options()
{
    return "halt_on_error=0:second_deadlock_stack=1:io_sync=0";
}

namespace plait::detail {

void keep_race_reports(bool keep) noexcept
{
    __atomic_store_n(&keeping, keep, __ATOMIC_RELAXED);
}

bool take_race_report(race_report& out) noexcept
{
    for (slot& each : kept) {
        if (claim(each, full)) {
            out = each.report;
            release(each, empty);
            return true;
        }
    }
    return false;
}

std::size_t lost_race_reports() noexcept
{
    return __atomic_load_n(&lost, __ATOMIC_RELAXED);
}

} // namespace plait::detail
