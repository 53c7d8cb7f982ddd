#include "observe/heap/stack_groups.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

using plait::detail::captured_stack;
using plait::detail::stack_group;
using plait::detail::stack_groups;

namespace {

captured_stack stack_of(std::uintptr_t frame, const char* route = "", const char* task = "")
{
    captured_stack made{};
    made.frames[0] = frame;
    made.frames[1] = 4711;
    made.frame_count = 2;
    made.places[0] = std::source_location::current();
    made.place_count = 1;
    made.loop = 3;
    made.method = "GET";
    std::strncpy(made.route, route, sizeof(made.route) - 1);
    std::strncpy(made.task, task, sizeof(made.task) - 1);
    return made;
}

} // namespace

TEST_CASE("equal stacks share a group, and others do not")
{
    stack_groups groups;
    stack_group& first = groups.of(stack_of(1, "/page", "refresh"));
    CHECK(&groups.of(stack_of(1, "/page", "refresh")) == &first);
    CHECK(&groups.of(stack_of(2, "/page", "refresh")) != &first);
    CHECK(&groups.of(stack_of(1, "/pag", "erefresh")) != &first);
    CHECK(&groups.of(stack_of(1, "/page")) != &first);
    captured_stack elsewhere = stack_of(1, "/page", "refresh");
    elsewhere.loop = 4;
    CHECK(&groups.of(elsewhere) != &first);
    elsewhere.loop = 3;
    elsewhere.places[0] = std::source_location::current();
    CHECK(&groups.of(elsewhere) != &first);
    elsewhere.place_count = 0;
    CHECK(&groups.of(elsewhere) != &first);
    CHECK(groups.size() == 7);
}

TEST_CASE("a group is visited with the stack that it was made for")
{
    stack_groups groups;
    const captured_stack kept = stack_of(17, "/users/{id}", "refresh");
    const captured_stack other = stack_of(18);
    const stack_group* const wanted = &groups.of(kept);
    static_cast<void>(groups.of(other));
    int found = 0;
    groups.visit([&](const stack_group& each, const captured_stack& stack) {
        if (&each != wanted)
            return;
        ++found;
        CHECK(stack.frame_count == 2);
        CHECK(stack.frames[0] == 17);
        CHECK(stack.frames[1] == 4711);
        CHECK(stack.place_count == 1);
        CHECK(stack.places[0].line() == kept.places[0].line());
        CHECK(stack.loop == 3);
        CHECK(stack.method == kept.method);
        CHECK(stack.route == std::string("/users/{id}"));
        CHECK(stack.task == std::string("refresh"));
    });
    CHECK(found == 1);
}

TEST_CASE("stacks for which there is no room share a group of their own, and nothing of the sums is lost")
{
    stack_groups groups(10);
    for (std::uintptr_t i = 0; i < 100; ++i)
        groups.of(stack_of(i)).add_allocated({1, 1.0});
    CHECK(groups.size() == 10);
    std::int64_t bytes = 0, without_stack = 0;
    groups.visit([&](const stack_group& each, const captured_stack& stack) {
        bytes += each.values().alloc_bytes;
        without_stack += stack.frame_count == 0 ? each.values().alloc_bytes : 0;
    });
    CHECK(bytes == 100 * plait::detail::sample_weight(1, 1.0).bytes);
    CHECK(without_stack == 90 * plait::detail::sample_weight(1, 1.0).bytes);
}

TEST_CASE("nothing remains in use of what was freed")
{
    stack_group group;
    for (int round = 0; round < 1000; ++round)
        for (const std::uint64_t size : {1U, 24U, 4096U, 1U << 20}) {
            group.add_allocated({size, 512.0 * 1024});
            group.add_in_use({size, 512.0 * 1024});
        }
    for (int round = 0; round < 1000; ++round)
        for (const std::uint64_t size : {1U << 20, 24U, 1U, 4096U})
            group.take_in_use({size, 512.0 * 1024});
    CHECK(group.values().inuse_objects == 0);
    CHECK(group.values().inuse_bytes == 0);
    CHECK(group.values().alloc_objects > 0);
}
