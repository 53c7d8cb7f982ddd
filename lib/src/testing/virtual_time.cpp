#include <plait/testing/virtual_time.hpp>

#include <plait/detail/loop.hpp>
#include <plait/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include <string>

namespace plait::testing::detail {

void run_to_end(const std::function<awaitable<void>(virtual_clock&)>& main)
{
    bool finished = false;
    std::exception_ptr error;
    virtual_clock clock;
    plait::detail::loop world(plait::detail::loop::time::virtual_);
    boost::asio::co_spawn(
        world.root(), [&] { return main(clock); },
        [&](std::exception_ptr thrown) {
            finished = true;
            error = std::move(thrown);
        });

    for (;;) {
        world.run_ready();
        if (finished)
            break;
        if (!world.advance())
            throw boost::system::system_error(
                plait::error::deadlock,
                "run_virtual, with " + std::to_string(world.open_tasks()) + " tasks open besides the test itself");
    }
    if (error)
        std::rethrow_exception(error);
}

} // namespace plait::testing::detail
