#include "observe/profiles.hpp"

#include "observe/heap_window.hpp"
#include <plait/blocking.hpp>
#include <plait/sleep.hpp>

namespace plait::detail {

namespace {

awaitable<std::string> take_heap_profile(std::string_view shown_first, profile_order order)
{
    using begin = heap_window::begin;
    const heap_window taken(shown_first, order.how_long > clock::duration() ? begin::now : begin::start_of_program);
    if (order.how_long > clock::duration())
        co_await sleep_for(order.how_long);
    co_return co_await blocking([&taken] { return taken.finish(); });
}

profile_maker heap_maker(std::string_view shown_first)
{
    return {[shown_first](profile_order order) { return take_heap_profile(shown_first, order); }, no_heap_profile};
}

profile_maker not_built_yet()
{
    static constexpr const char* reason = "not built yet";
    return {
        [](profile_order) -> awaitable<std::string> {
            throw profile_unavailable(reason);
            co_return std::string();
        },
        [] { return std::string(reason); },
    };
}

} // namespace

profile_makers all_profile_makers()
{
    profile_makers all;
    all.cpu = not_built_yet();
    all.heap = heap_maker("inuse_space");
    all.allocs = heap_maker("alloc_space");
    all.block = not_built_yet();
    all.mutex = not_built_yet();
    all.tasks = not_built_yet();
    return all;
}

} // namespace plait::detail
