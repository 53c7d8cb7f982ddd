#include "async/runtime/watchdog.hpp"

#include "async/kernel/watching.hpp"
#include "async/runtime/task_list.hpp"
#include "platform/other_threads.hpp"
#include "platform/signals.hpp"
#include "platform/stack_walk.hpp"
#include "platform/waker.hpp"
#include <plait/detail/kernel/pulse.hpp>
#include <plait/log.hpp>
#include <plait/stall_limit.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace plait::detail {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int idle_looks_before_sleep = 10;

// These are never destroyed, as doors and signal handlers use them at any time.
constinit platform::waker woken;
constinit std::atomic<bool> asked_for_tasks{false};

// Runs in a door, on a loop's thread: the loop goes on after it was idle.
void loop_runs(pulse_state& here, task* resumed) noexcept
{
    here.clear(loop_watcher::observer_flag);
    const std::uint32_t now = milliseconds_now();
    pulse_milliseconds.store(now, std::memory_order_relaxed);
    if (resumed)
        resumed->resumed_at = now; // the door has read the time before, when it stood still
    woken.wake();
}

void write_slowly(std::string_view text)
{
    // A reader may be slower than this thread, but it may also have stopped for ever.
    constexpr std::size_t at_once = 2048;
    int waits_left = 100;
    while (!text.empty()) {
        const std::size_t line_end = text.find_last_of('\n', at_once);
        const std::size_t size = text.size() <= at_once || line_end == std::string_view::npos
                                     ? std::min(text.size(), at_once)
                                     : line_end + 1;
        if (write_to_standard_error(text.substr(0, size)))
            text.remove_prefix(size);
        else if (waits_left-- > 0)
            std::this_thread::sleep_for(10ms);
        else
            return;
    }
}

} // namespace

watchdog::watchdog(stall_log::sink sink) : stalls_(std::move(sink))
{
    woken.prepare();
    asked_for_tasks.store(false, std::memory_order_relaxed); // somebody may have asked the last one
    platform::know_code();
    thread_ = std::thread([this] { work(); });
}

watchdog::~watchdog()
{
    ends_.store(true, std::memory_order_relaxed);
    woken.wake();
    thread_.join();
}

void watchdog::watch_loops(bool wanted) noexcept
{
    pulse_milliseconds.store(
        wanted ? milliseconds_now() : 0, std::memory_order_relaxed); // for steps before the first look
    watches_loops_.store(wanted, std::memory_order_relaxed);
    woken.wake();
}

void watchdog::list_tasks_soon() noexcept
{
    asked_for_tasks.store(true, std::memory_order_relaxed);
    woken.wake();
}

void watchdog::work() noexcept
{
    platform::become_background_thread("plait-watchdog");
    set_door_observer(loop_watcher::observer_place, &loop_runs);
    while (!ends_.load(std::memory_order_relaxed)) {
        wake_ups_.fetch_add(1, std::memory_order_relaxed);
        try {
            if (asked_for_tasks.exchange(false, std::memory_order_relaxed))
                list_tasks();
            if (watches_loops_.load(std::memory_order_relaxed)) {
                look();
                continue;
            }
        } catch (const std::exception& failed) { // a lack of memory: the next look may have it
            log(log_level::warning, "the watchdog failed", {{"error", failed.what()}});
        }
        pulse_milliseconds.store(0, std::memory_order_relaxed);
        woken.wait();
    }
    loops_.observe_doors(false);
    pulse_milliseconds.store(0, std::memory_order_relaxed); // behind that, as a door that tells stores the time
}

void watchdog::look()
{
    const clock::duration limit = stall_limit();
    // Without a limit it is only said for how long tasks wait.
    const steady_clock::duration interval = limit > 0ns ? std::clamp<clock::duration>(limit / 2, 1ms, 10ms) : 100ms;
    pulse_milliseconds.store(milliseconds_now(), std::memory_order_relaxed);
    loop_watcher::seen seen = loops_.look(steady_clock::now(), interval, limit);
    for (const stall& each : seen.stalls)
        stalls_.add(each);

    idle_looks_ = seen.all_idle ? idle_looks_ + 1 : 0;
    // From here on doors tell. There is no fence in a door, so one may not have seen it yet: there is one more look.
    if (idle_looks_ == idle_looks_before_sleep)
        loops_.observe_doors(true);
    if (idle_looks_ > idle_looks_before_sleep) {
        sleeps_.store(true, std::memory_order_relaxed);
        woken.wait();
        sleeps_.store(false, std::memory_order_relaxed);
        loops_.observe_doors(false);
        idle_looks_ = 0;
    } else {
        woken.wait_at_most(interval);
    }
}

void watchdog::list_tasks() noexcept
{
    try {
        write_slowly(detail::list_tasks(1s, [this] { return ends_.load(std::memory_order_relaxed); }));
    } catch (const std::exception& failed) {
        log(log_level::warning, "the tasks cannot be listed", {{"error", failed.what()}});
    }
}

//
// Who wants it
//

namespace {

std::mutex& changing_watch()
{
    static std::mutex kept;
    return kept;
}

watchdog* running = nullptr;
int users = 0;
int users_of_loops = 0;
bool handles_quit = false;

void list_at_quit(int)
{
    watchdog::list_tasks_soon();
}

/// Why there is no thread; it takes no memory that may not be there.
void log_no_thread() noexcept
{
    const char* why = "no memory";
    try {
        throw;
    } catch (const std::system_error& failed) {
        why = failed.what();
        log(log_level::warning, "plait cannot watch its loops", {{"error", why}});
    } catch (...) {
        log(log_level::warning, "plait cannot watch its loops", {{"error", why}});
    }
}

} // namespace

watching::watching(what wanted) noexcept : what_(wanted)
{
    const std::lock_guard inside(changing_watch());
    if (!running) {
        try {
            running = new watchdog;
        } catch (...) {
            log_no_thread();
            return;
        }
        handles_quit = platform::handle_quit(&list_at_quit);
    }
    begun_ = true;
    ++users;
    if (what_ == what::loops_too && users_of_loops++ == 0)
        running->watch_loops(true);
}

watching::~watching()
{
    const std::lock_guard inside(changing_watch());
    if (!begun_)
        return;
    if (what_ == what::loops_too && --users_of_loops == 0)
        running->watch_loops(false);
    if (--users > 0)
        return;
    if (handles_quit)
        platform::restore_quit();
    delete running;
    running = nullptr;
}

} // namespace plait::detail
