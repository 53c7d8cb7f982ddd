#include "observe/profiles.hpp"

#include "observe/cpu_profile.hpp"
#include "observe/heap_window.hpp"
#include "observe/tasks.hpp"
#include "observe/wait_profile.hpp"
#include <plait/blocking.hpp>
#include <plait/sleep.hpp>

namespace plait::detail {

namespace {

constexpr int samples_a_second = 100; // as Go's

awaitable<std::string> take_cpu_profile(profile_order order)
{
    cpu_profile running(samples_a_second);
    co_await sleep_for(order.how_long);
    co_return co_await blocking([&running] { return running.finish(); });
}

profile_maker cpu_maker()
{
    return {
        [](profile_order order) { return take_cpu_profile(order); },
        [] { return std::string(no_cpu_samples() ? no_cpu_samples() : ""); },
    };
}

awaitable<std::string> take_wait_profile(wait_profile::kind kind, profile_order order)
{
    wait_profile running(kind);
    co_await sleep_for(order.how_long);
    co_return co_await blocking([&running] { return running.finish(); });
}

profile_maker wait_maker(wait_profile::kind kind)
{
    return {
        [kind](profile_order order) { return take_wait_profile(kind, order); },
        [] { return std::string(); },
    };
}

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

} // namespace

profile_makers all_profile_makers()
{
    profile_makers all;
    all.cpu = cpu_maker();
    all.heap = heap_maker("inuse_space");
    all.allocs = heap_maker("alloc_space");
    all.block = wait_maker(wait_profile::kind::block);
    all.mutex = wait_maker(wait_profile::kind::mutex);
    all.tasks = {&take_tasks, [] { return std::string(); }};
    return all;
}

} // namespace plait::detail
