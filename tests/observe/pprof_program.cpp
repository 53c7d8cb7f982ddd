// Writes a profile to standard output, of tasks that it runs itself: pprof_test.py reads it with `go tool pprof`.
//
//     pprof_program KIND    cpu, unfolded, heap, waiting, tasks or empty

#include "async/join/captured_stack.hpp"
#include "observe/profile_file.hpp"

#include <plait/run.hpp>
#include <plait/sleep.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

using namespace std::chrono_literals;
using plait::awaitable;
using plait::detail::captured_stack;
using plait::detail::profile_file;

namespace {

/// Adds a stack to the profile, as if it had been taken during a request for this route.
using add_stack = std::function<void(const captured_stack&, const char* route)>;

std::uintptr_t address(void* of)
{
    return reinterpret_cast<std::uintptr_t>(of);
}

} // namespace

namespace shop {

[[gnu::noinline]] void* next_instruction()
{
    return __builtin_return_address(0);
}

// This function, the coroutine that called it and what resumed that: three frames, found by frame pointers.
[[gnu::noinline]] void find_offers(const add_stack& add, const char* route)
{
    captured_stack stack;
    plait::detail::capture_here(stack); // of which the frames are written anew, as the library may lack frame pointers
    stack.frame_count = 0;
    auto** const frame = static_cast<void**>(__builtin_frame_address(0));
    for (void* each : {next_instruction(), frame[1], static_cast<void**>(frame[0])[1]})
        stack.frames[stack.frame_count++] = address(each);
    add(stack, route);
}

awaitable<void> load(const add_stack& add, const char* route)
{
    co_await plait::sleep_for(1ms);
    find_offers(add, route);
    co_await plait::sleep_for(0ms); // so the call is no jump
}

awaitable<void> page(const add_stack& add, const char* route)
{
    co_await load(add, route);
}

} // namespace shop

namespace {

profile_file filled(profile_file file, std::initializer_list<std::int64_t> values)
{
    const add_stack add = [&](captured_stack stack, const char* route) {
        std::strncpy(stack.route, route, sizeof stack.route - 1);
        stack.method = "GET";
        file.add(stack, values);
    };
    plait::run(shop::page(add, "/page"));
    plait::run(shop::page(add, "/page"));
    plait::run(
        [](const add_stack& add) -> awaitable<void> { co_await shop::page(add, "/say \"h\xc3\xbc\", {name}"); }(add));
    return file;
}

} // namespace

int main(int, char** arguments)
{
    const std::string_view kind = arguments[1];
    profile_file file(plait::detail::cpu_profile_type(10ms));
    file.comment("3 samples were dropped");
    if (kind == "cpu" || kind == "unfolded") {
        file.fold(kind == "cpu");
        file = filled(std::move(file), {1, 10'000'000});
    } else if (kind == "heap") {
        file = filled(profile_file(plait::detail::heap_profile_type(524'288)), {4, 4096, 1, 1024});
    } else if (kind == "waiting") {
        file = filled(profile_file(plait::detail::waiting_profile_type()), {2, 5'000'000});
    } else if (kind == "tasks") {
        file = filled(profile_file(plait::detail::task_profile_type()), {1});
    }
    file.covers(std::chrono::system_clock::time_point(1'700'000'000s), 1s);
    const std::string bytes = std::move(file).write();
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
