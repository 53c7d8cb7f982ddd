#include <plait/testing/virtual_time.hpp>

#include "testing/simulated_world.hpp"

namespace plait::testing::detail {

void run_to_end(const std::function<awaitable<void>(virtual_clock&)>& main)
{
    virtual_clock clock;
    simulated_world world(schedule::in_order(), 1);
    world.run([&] { return main(clock); }, simulated_world::afterwards::anything);
}

} // namespace plait::testing::detail
