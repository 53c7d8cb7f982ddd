#include <plait/testing/simulation.hpp>

#include "testing/simulated_world.hpp"
#include <plait/on_all_loops.hpp>

#include <stdexcept>

namespace plait::testing {

simulation::simulation(schedule how, std::size_t loops)
    : world_(std::make_unique<detail::simulated_world>(std::move(how), loops))
{
}

simulation::~simulation() = default;

void simulation::run_to_end(const std::function<awaitable<void>()>& main)
{
    if (std::exchange(has_run_, true))
        throw std::logic_error("simulation: run a second time; make a new one for each run");
    world_->run(main, detail::simulated_world::afterwards::no_task_is_left);
}

awaitable<void> simulation::run_on(std::size_t loop, const std::function<awaitable<void>()>& task)
{
    if (loop >= loops())
        throw std::out_of_range(
            "simulation::on: there is no loop " + std::to_string(loop) + "; the last one is "
            + std::to_string(loops() - 1));
    return plait::detail::call_on(*world_->loops()[loop], task);
}

std::size_t simulation::loops() const noexcept
{
    return world_->loops().size();
}

clock::time_point simulation::now() const noexcept
{
    return world_->now();
}

std::uint64_t simulation::steps() const noexcept
{
    return world_->steps();
}

std::size_t simulation::open_tasks() const noexcept
{
    const std::size_t all = world_->open_tasks();
    return all == 0 ? 0 : all - 1; // the test itself is not counted
}

std::string simulation::tasks() const
{
    return world_->tasks();
}

void simulation::expect_elapsed(clock::duration expected) const
{
    if (elapsed() != expected)
        throw std::runtime_error(
            "expected that " + std::to_string(expected.count()) + " ns have passed, and it is "
            + std::to_string(elapsed().count()) + " ns");
}

void simulation::expect_no_tasks() const
{
    if (open_tasks() > 0)
        throw leaked_tasks("expected that no task runs besides the test, and there are these:\n" + tasks());
}

simulation& simulation::keep_trace() noexcept
{
    world_->keep_trace();
    return *this;
}

const std::string& simulation::trace() const noexcept
{
    return world_->trace();
}

simulation& simulation::most_steps(std::uint64_t at_one_time) noexcept
{
    world_->most_steps(at_one_time);
    return *this;
}

const detail::scheduler& simulation::choices() const noexcept
{
    return world_->choices();
}

} // namespace plait::testing
