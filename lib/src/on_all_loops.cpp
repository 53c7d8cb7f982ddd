#include <plait/on_all_loops.hpp>

#include <plait/detail/join.hpp>
#include <plait/detail/loop.hpp>

#include <boost/asio/this_coro.hpp>

#include <memory>
#include <span>
#include <vector>

namespace plait::detail {

awaitable<void> call_on_all_loops(std::function<awaitable<void>()> each)
{
    const executor here = co_await boost::asio::this_coro::executor;
    const std::span<loop* const> loops = here.owner().siblings();
    join all(here, "on_all_loops");
    auto children = std::make_unique<plain_child[]>(loops.size());
    std::vector<std::function<awaitable<void>()>> copies(loops.size(), each);

    co_await all.all([&] {
        for (std::size_t i = 0; i < loops.size(); ++i)
            all.start_on(*loops[i], children[i], copies[i]);
    });
}

} // namespace plait::detail
