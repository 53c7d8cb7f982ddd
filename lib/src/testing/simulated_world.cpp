#include "testing/simulated_world.hpp"

#include <plait/detail/join/join.hpp>
#include <plait/testing/simulation_errors.hpp>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace plait::testing::detail {

using plait::detail::current;
using plait::detail::loop;
using plait::detail::queued;
using plait::detail::timer;

/// Makes a thread that belongs to no loop the current one.
class simulated_world::inside {
public:
    inside(simulated_world& world, std::size_t thread) noexcept
        : world_(world), thread_(std::exchange(world.thread_, thread)),
          before_(std::exchange(
              current, plait::detail::current_state{.virtual_now = &world.now(), .simulated = &world}))
    {
    }
    ~inside()
    {
        current = before_;
        world_.thread_ = thread_;
    }
    inside(const inside&) = delete;
    inside& operator=(const inside&) = delete;

private:
    simulated_world& world_;
    const std::size_t thread_;
    const plait::detail::current_state before_;
};

std::size_t simulated_world::threads_for(std::size_t loops)
{
    if (loops == 0 || loops > most_loops)
        throw std::invalid_argument(
            "simulation: " + std::to_string(loops) + " loops; give 1 to " + std::to_string(most_loops));
    return loops + blocking_threads;
}

simulated_world::simulated_world(schedule how, std::size_t loops)
    : scheduler_(std::move(how)), races_(threads_for(loops))
{
    random_numbers seeds(scheduler_.how().seed());
    for (std::size_t i = 0; i < loops; ++i) {
        loops_.push_back(all_.emplace_back(std::make_unique<loop>(this)).get());
        if (scheduler_.how().seed() != 0)
            loops_.back()->random().seed(static_cast<std::minstd_rand::result_type>(seeds.next()));
    }
    for (loop* each : loops_)
        each->set_siblings(loops_);
}

simulated_world::~simulated_world()
{
    tear_down();
}

// This works as in a runtime: a task that is destroyed on one loop may queue work on another.
void simulated_world::tear_down() noexcept
{
    std::size_t before = 0;
    do {
        before = open_tasks();
        for (loop* each : loops_)
            each->tear_down();
        while (!ready_.empty()) {
            const item dropped = ready_.front();
            ready_.pop_front();
            if (dropped.where) {
                dropped.where->step(*dropped.what, false);
            } else {
                const inside here(*this, loops_.size());
                dropped.what->act(dropped.what, false);
            }
        }
    } while (open_tasks() != before);
}

std::size_t simulated_world::open_tasks() const noexcept
{
    return std::accumulate(loops_.begin(), loops_.end(), std::size_t(0), [](std::size_t sum, const loop* each) {
        return sum + each->open_tasks();
    });
}

void simulated_world::post(const executor& to, queued& step)
{
    const plait::detail::task* of = to.task();
    const scheduler::owner whose = of ? scheduler::owner(of, of->generation) : scheduler::owner(&to.owner(), 0);
    ready_.push_back({&step, &to.owner(), whose, races_.sent(thread_)});
}

void simulated_world::post_to_thread(queued& step)
{
    ready_.push_back({&step, nullptr, scheduler::owner(nullptr, ++blocking_calls_), races_.sent(thread_)});
}

void simulated_world::withdraw(queued& step) noexcept
{
    std::erase_if(ready_, [&](const item& each) { return each.what == &step; });
}

void simulated_world::used(const void* data, const char* name, use what, const std::source_location& where)
{
    const char* task = current.running ? plait::detail::name_of(*current.running) : "";
    const auto found = races_.used(data, name, what, {where, thread_, task});
    if (!found || failure_)
        return;
    auto describe = [&](use how, const race_detector::place& at) {
        return (how == use::write ? "written at " : "read at ") + std::string(at.where.file_name()) + ":"
            + std::to_string(at.where.line()) + " by "
            + (at.thread < loops_.size() ? "loop " + std::to_string(at.thread) : std::string("a thread of blocking"))
            + (*at.task ? std::string(" in ") + at.task : std::string());
    };
    failure_ = std::make_exception_ptr(data_race(
        "data race on " + found->name + ": " + describe(found->earlier_use, found->earlier) + ", and, not ordered with that, "
        + describe(found->later_use, found->later)));
}

void simulated_world::run(const std::function<awaitable<void>()>& main, afterwards what)
{
    const executor first = loops_.front()->root();
    plait::detail::join only(first, "the test");
    bool finished = false;
    auto start = [&]() -> awaitable<void> { co_await only.run([&] { only.start(main()); }); };
    struct at_the_end { // coroutines that are left use variables of this function
        simulated_world& self;
        ~at_the_end() { self.tear_down(); }
    } tearing_down{*this};

    {
        const inside here(*this, loops_.size());
        // `failed` is an error of `start` itself, for which there was no memory. The errors of `main` are in `only`.
        boost::asio::co_spawn(first, start, [&](std::exception_ptr failed) {
            finished = true;
            failure_ = failed ? failed : failure_;
        });
    }
    while (!finished && !failure_)
        if (!step())
            throw deadlocked(tasks());
    if (failure_)
        std::rethrow_exception(failure_);
    only.rethrow_error();
    if (what == afterwards::no_task_is_left)
        expect_no_tasks();
}

void simulated_world::expect_no_tasks()
{
    // The steps that can run at this moment come first: they may end tasks.
    for (const clock::time_point now = now_; !ready_.empty() && now_ == now && !failure_;)
        (void)step();
    if (failure_)
        std::rethrow_exception(failure_);
    const bool any_waits = std::any_of(loops_.begin(), loops_.end(), [](const loop* each) {
        return each->has_waiters() || !each->timers().empty();
    });
    if (open_tasks() > 0 || any_waits)
        throw leaked_tasks("the test has finished, and these tasks that it started have not:\n" + tasks());
}

bool simulated_world::step()
{
    if (scheduler_.in_order() ? first_step() : chosen_step())
        return true;
    // Asio may have work that the simulation does not know: a resolver's answer, a function of a foreign executor.
    bool any = false;
    for (thread_ = 0; thread_ < loops_.size(); ++thread_)
        any = loops_[thread_]->poll() > 0 || any;
    return any || !ready_.empty() || advance();
}

bool simulated_world::first_step()
{
    if (!ready_.empty()) {
        run_item(0);
        return true;
    }
    timer* first = nullptr;
    std::size_t where = 0;
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        const auto& timers = loops_[i]->timers();
        if (timers.empty() || timers.next_due() > now_)
            continue;
        timer& next = timers.first();
        if (!first || std::pair(next.is_last(), next.due()) < std::pair(first->is_last(), first->due())) {
            first = &next;
            where = i;
        }
    }
    if (first)
        fire(where, *first);
    return first != nullptr;
}

// The candidates are the first step that each task has posted, as the steps of a task stay in order, and every timer of
// this moment. Deadlines come when nothing else is left of the moment, so what is done at that moment is in time.
bool simulated_world::chosen_step()
{
    constexpr std::size_t most = 64; // only the first 64 are candidates, so that a choice among thousands is quick
    candidates_.clear();
    owners_.clear();
    for (std::size_t i = 0; i < std::min(ready_.size(), most); ++i)
        if (std::find(owners_.begin(), owners_.end(), ready_[i].whose) == owners_.end()) {
            candidates_.push_back({.at = i});
            owners_.push_back(ready_[i].whose);
        }
    return chosen_timer(false) || chosen_timer(true);
}

bool simulated_world::chosen_timer(bool deadlines)
{
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        due_.clear();
        loops_[i]->timers().add_due(now_, due_);
        for (timer* each : due_)
            if (each->is_last() == deadlines) {
                candidates_.push_back({.at = i, .timer = each});
                owners_.emplace_back(loops_[i], each->rank());
            }
    }
    if (candidates_.empty())
        return false;
    const candidate chosen = candidates_[scheduler_.choose(owners_)];
    if (chosen.timer)
        fire(chosen.at, *chosen.timer);
    else
        run_item(chosen.at);
    return true;
}

void simulated_world::count_step(std::size_t thread, const char* what)
{
    ++steps_;
    thread_ = thread;
    if (traced_) {
        const bool is_loop = thread < loops_.size();
        trace_ += std::to_string(now_.time_since_epoch().count()) + " ns "
            + (is_loop ? "loop " + std::to_string(thread) : std::string("thread")) + ' ' + what + '\n';
    }
    if (++steps_now_ > most_steps_)
        throw no_progress(
            "no progress: " + std::to_string(most_steps_) + " steps, and time has not moved; the tasks are\n" + tasks());
}

void simulated_world::run_item(std::size_t at)
{
    const item next = ready_[at];
    if (!next.where) {
        const std::size_t thread = loops_.size() + static_cast<std::size_t>(next.whose.second % blocking_threads);
        count_step(thread, "blocking");
        ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(at));
        races_.received(thread, next.known);
        const inside here(*this, thread);
        next.what->act(next.what, true);
        return;
    }
    const std::size_t thread = index(*next.where);
    const auto* of = static_cast<const plait::detail::task*>(next.whose.first);
    const bool has_ended = next.whose.first == next.where || of->generation != next.whose.second;
    const char* name = has_ended ? "an ended task" : plait::detail::name_of(*of);
    count_step(thread, *name ? name : "the loop itself");
    ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(at));
    races_.received(thread, next.known);
    next.where->step(*next.what, true);
}

void simulated_world::fire(std::size_t of, timer& due)
{
    count_step(of, due.is_last() ? "a deadline" : "a timer");
    loops_[of]->fire(due);
}

bool simulated_world::advance()
{
    clock::time_point next = clock::time_point::max(); // a time that never comes
    for (const loop* each : loops_)
        if (!each->timers().empty())
            next = std::min(next, each->timers().next_due());
    if (next == clock::time_point::max())
        return false;
    now_ = std::max(now_, next);
    steps_now_ = 0;
    return true;
}

} // namespace plait::testing::detail
