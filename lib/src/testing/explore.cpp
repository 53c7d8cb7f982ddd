#include <plait/testing/explore.hpp>

#include "testing/scheduler.hpp"
#include <plait/error.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace plait::testing {

schedules::schedules(std::size_t how_many) : most_(how_many)
{
    if (how_many == 0)
        throw std::invalid_argument("explore: 0 schedules; give at least 1");
}

schedules schedules::all(std::size_t at_most)
{
    schedules every(at_most);
    every.all_ = true;
    return every;
}

schedules& schedules::loops(std::size_t number) noexcept
{
    loops_ = number;
    return *this;
}

schedules& schedules::seed(std::uint64_t first) noexcept
{
    seed_ = first;
    return *this;
}

namespace {

std::string failure_text(std::size_t number, const schedule& how, std::size_t loops, const std::exception_ptr& cause)
{
    return "schedule " + std::to_string(number) + " failed: " + describe(cause) + "\nto replay it, run this with PLAIT_SCHEDULE="
        + how.text() + " (or in code: simulation(schedule::parse(\"" + how.text() + "\"), " + std::to_string(loops) + "))";
}

} // namespace

schedule_failed::schedule_failed(std::size_t number, schedule how, std::size_t loops, std::exception_ptr cause)
    : runtime_error(failure_text(number, how, loops, cause)), number_(number), how_(std::move(how)),
      cause_(std::move(cause))
{
}

namespace detail {

namespace {

using history = std::vector<scheduler::choice>;

/// The list of choices for the run after this one. It is made as in counting: the last choice that can go up goes up by
/// one.
std::optional<schedule> after(const history& last)
{
    std::vector<std::uint32_t> next;
    for (const scheduler::choice& each : last)
        next.push_back(each.chosen);
    while (!next.empty()) {
        if (++next.back() < last[next.size() - 1].of)
            return schedule::choices(std::move(next));
        next.pop_back();
    }
    return std::nullopt;
}

class explorer {
public:
    explorer(const schedules& which, const std::function<void(simulation&)>& run) : which_(which), run_(run) {}

    exploration sampled()
    {
        if (!succeeds(schedule::in_order()))
            return std::move(result_);
        for (std::uint64_t seed = which_.seed(); result_.schedules < which_.most(); ++seed) {
            // A depth of 2 or 3 finds most bugs (the paper of PCT, section 2).
            const bool by_priorities = result_.schedules % 2 == 0;
            const auto depth = static_cast<std::uint32_t>(2 + seed / 2 % 3);
            if (!succeeds(by_priorities ? schedule::pct(seed, depth, most_choices_) : schedule::random(seed)))
                break;
        }
        return std::move(result_);
    }

    exploration every()
    {
        std::optional<schedule> next = schedule::choices({});
        for (; next && succeeds(*next); next = after(last_))
            if (result_.schedules == which_.most())
                throw std::runtime_error(
                    "explore: there are more than " + std::to_string(which_.most())
                    + " schedules; make the test smaller, raise the limit, or sample some");
        return std::move(result_);
    }

    exploration only(const char* text)
    {
        simulation world(schedule::parse(text), which_.loops());
        world.keep_trace();
        struct show {
            simulation& world;
            ~show() { std::fputs(world.trace().c_str(), stderr); }
        } at_the_end{world};
        run_(world);
        result_.schedules = 1;
        return std::move(result_);
    }

private:
    [[nodiscard]] bool succeeds(const schedule& how)
    {
        ++result_.schedules;
        simulation world(how, which_.loops());
        try {
            run_(world);
        } catch (...) {
            result_.failure.emplace(result_.schedules, how, which_.loops(), std::current_exception());
            return false;
        }
        last_ = world.choices().history();
        most_choices_ = std::max(most_choices_, static_cast<std::uint32_t>(last_.size()));
        return true;
    }

    const schedules which_;
    const std::function<void(simulation&)>& run_;
    exploration result_;
    history last_;
    std::uint32_t most_choices_ = 1; // the most choices that a run has had so far
};

} // namespace

exploration explore_schedules(const schedules& which, const std::function<void(simulation&)>& run)
{
    explorer exploring(which, run);
    // A test changes its environment, if at all, while no other thread runs.
    if (const char* text = std::getenv("PLAIT_SCHEDULE")) // NOLINT(concurrency-mt-unsafe)
        return exploring.only(text);
    return which.is_all() ? exploring.every() : exploring.sampled();
}

} // namespace detail

} // namespace plait::testing
