#pragma once

#include "async/join/task_tree.hpp"
#include "testing/race_detector.hpp"
#include "testing/scheduler.hpp"
#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/kernel/simulation_hook.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace plait::testing::detail {

/// Several loops on one real thread. A step that a loop posts waits here until the schedule chooses it. A timer fires
/// when its time has come. Time moves only when no step is left, and no timer is due.
class simulated_world final : public plait::detail::simulation_hook {
public:
    // A vector clock has room for the loops, and for some threads that call the functions of `blocking` in turn.
    static constexpr std::size_t blocking_threads = 4;
    static constexpr std::size_t most_loops = vector_clock::most_threads - blocking_threads;

    simulated_world(schedule how, std::size_t loops);
    ~simulated_world();

    /// Says what may be left when `main` has ended. A task that is left is an error, or is destroyed without one.
    enum class afterwards { no_task_is_left, anything };
    void run(const std::function<awaitable<void>()>& main, afterwards);

    void most_steps(std::uint64_t at_one_time) noexcept { most_steps_ = at_one_time; }
    void keep_trace() noexcept { traced_ = true; }
    [[nodiscard]] const std::string& trace() const noexcept { return trace_; }
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
    [[nodiscard]] const scheduler& choices() const noexcept { return scheduler_; }
    [[nodiscard]] std::span<plait::detail::loop* const> loops() const noexcept { return loops_; }
    [[nodiscard]] std::size_t open_tasks() const noexcept;
    [[nodiscard]] std::string tasks() const { return plait::detail::describe_tasks(loops_); }

    void post(const executor& to, plait::detail::queued&) override;
    void post_to_thread(plait::detail::queued&) override;
    void withdraw(plait::detail::queued&) noexcept override;
    void acquired(const void* object) override { races_.acquired(thread_, object); }
    void released(const void* object) override { races_.released(thread_, object); }
    void used(const void* data, const char* name, use, const std::source_location&) override;
    void ended(const void* object_or_data) noexcept override { races_.ended(object_or_data); }

private:
    struct item {
        plait::detail::queued* what;
        plait::detail::loop* where; // null: a thread that belongs to no loop
        scheduler::owner whose;
        vector_clock known;
    };
    [[nodiscard]] static std::size_t threads_for(std::size_t loops);
    void expect_no_tasks();
    class inside; // makes a thread of the simulation the current one

    [[nodiscard]] bool step();
    [[nodiscard]] bool first_step();
    [[nodiscard]] bool chosen_step();
    [[nodiscard]] bool chosen_timer(bool deadlines);
    [[nodiscard]] bool advance();
    void run_item(std::size_t at);
    void fire(std::size_t loop, plait::detail::timer&);
    void count_step(std::size_t thread, const char* what);
    void tear_down() noexcept;
    [[nodiscard]] std::size_t index(const plait::detail::loop& of) const noexcept
    {
        return static_cast<std::size_t>(std::find(loops_.begin(), loops_.end(), &of) - loops_.begin());
    }

    scheduler scheduler_;
    race_detector races_;
    std::deque<item> ready_; // in the order in which they came
    std::size_t thread_ = 0; // the thread that runs now
    std::uint64_t blocking_calls_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t steps_now_ = 0; // the number of steps since time has moved
    std::uint64_t most_steps_ = 10'000'000;
    bool traced_ = false;
    std::string trace_;
    std::exception_ptr failure_; // the data race that was found

    // The variables of `chosen_step` are kept here, so that their memory is not allocated at each step.
    struct candidate {
        std::size_t at = 0; // the index of an item, or the index of a timer's loop
        plait::detail::timer* timer = nullptr;
    };
    std::vector<candidate> candidates_;
    std::vector<scheduler::owner> owners_;
    std::vector<plait::detail::timer*> due_;

    std::vector<plait::detail::loop*> loops_;
    std::vector<std::unique_ptr<plait::detail::loop>> all_; // destroyed first, as loops post here until their end
};

} // namespace plait::testing::detail
