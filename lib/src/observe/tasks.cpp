#include "observe/tasks.hpp"

#include "async/join/captured_stack.hpp"
#include "async/join/stack_text.hpp"
#include "async/join/task_tree.hpp"
#include "async/runtime/task_list.hpp"
#include "observe/profile_file.hpp"
#include <plait/blocking.hpp>
#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plait::detail {

namespace {

// A program may have a million tasks, and each is copied.
constexpr std::size_t most_of_a_loop = 10'000;

struct listed_task {
    std::string name; // of the function of plait that has started the task
    std::string waits;
    std::optional<std::uint32_t> waited; // in milliseconds
    captured_stack stack;
};

struct task_list {
    std::vector<listed_task> tasks;
    std::size_t left_out = 0;
    std::vector<busy_thread> busy;
};

void add_tasks(task_list& to, loop& of, int number)
{
    std::size_t room = most_of_a_loop;
    of.visit_tasks([&](const task& each) {
        if (room == 0) {
            ++to.left_out;
            return;
        }
        --room;
        listed_task& added = to.tasks.emplace_back();
        added.name = name_of(each);
        added.waits = (each.waits_for() ? "waits for " : "waits in ") + what_waits_in(each);
        added.waited = waited_milliseconds(each);
        capture_suspended(added.stack, each);
        added.stack.loop = number;
    });
}

std::string work_of(const captured_stack& stack)
{
    std::string text = stack.method ? stack.method : "";
    for (const char* const each : {stack.route, stack.task})
        if (*each != '\0')
            text.append(text.empty() ? "" : " ").append(each);
    return text;
}

std::string lines(const captured_stack& stack)
{
    std::string text;
    for (const std::string& each : text_of(stack).lines)
        text.append("    ").append(each).append("\n");
    return text;
}

std::string title(const listed_task& of)
{
    std::string text = of.name + ", " + of.waits;
    const std::string work = work_of(of.stack);
    return work.empty() ? text : text.append(", ").append(work);
}

std::string end_of(const task_list& all)
{
    std::string text;
    for (const busy_thread& each : all.busy)
        text.append("\n").append(describe(each));
    return all.left_out == 0 ? text
                             : text.append("\n... and ").append(std::to_string(all.left_out)).append(" more tasks\n");
}

std::string count(std::size_t number, const char* noun)
{
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string equal_ones_as_one(const task_list& all)
{
    struct group {
        std::size_t tasks = 0;
        std::optional<std::uint32_t> longest;
    };
    std::map<std::string, group> found;
    for (const listed_task& each : all.tasks) {
        group& same = found[title(each) + "\n" + lines(each.stack)];
        ++same.tasks;
        same.longest = std::max(same.longest, each.waited);
    }
    std::vector<std::pair<std::string, group>> groups(found.begin(), found.end());
    std::ranges::sort(groups, [](const auto& left, const auto& right) {
        return std::pair(right.second.tasks, std::string_view(left.first))
               < std::pair(left.second.tasks, std::string_view(right.first));
    });

    std::string text = count(all.tasks.size() + all.left_out, "task") + "\n";
    for (const auto& [what, group] : groups) {
        text.append("\n").append(count(group.tasks, "task"));
        if (group.longest)
            text.append(group.tasks == 1 ? " (for " : " (the longest for ")
                .append(short_time(*group.longest))
                .append(")");
        text.append(": ").append(what);
    }
    return text + end_of(all);
}

std::string each_one(const task_list& all)
{
    std::string text = count(all.tasks.size() + all.left_out, "task") + "\n";
    for (const listed_task& each : all.tasks) {
        text.append("\nloop ").append(std::to_string(each.stack.loop)).append(": ").append(each.name);
        text.append(", ").append(each.waits);
        if (each.waited)
            text.append(" for ").append(short_time(*each.waited));
        if (const std::string work = work_of(each.stack); !work.empty())
            text.append(", ").append(work);
        text.append("\n").append(lines(each.stack));
    }
    return text + end_of(all);
}

std::string as_profile(const task_list& all)
{
    profile_file file(task_profile_type());
    for (const listed_task& each : all.tasks)
        file.add(each.stack, {1});
    for (const busy_thread& each : all.busy)
        if (each.has_stack)
            file.add(each.stack, {1});
    if (all.left_out > 0)
        file.comment(count(all.left_out, "task") + " were left out");
    file.covers(std::chrono::system_clock::now(), {});
    return std::move(file).write();
}

std::string written(const task_list& all, unsigned detail)
{
    if (detail == 0)
        return as_profile(all);
    return detail == 1 ? equal_ones_as_one(all) : each_one(all);
}

} // namespace

awaitable<std::string> take_tasks(profile_order order)
{
    task_list all;
    if (current.simulated) { // all loops are on this thread
        int number = 0;
        for (loop* const each : current.owner->siblings())
            add_tasks(all, *each, number++);
        co_return written(all, order.detail);
    }
    // The threads that `blocking` uses may all be stuck in what somebody looks for.
    blocking_pool own(blocking_options().threads(1));
    co_return co_await own.run([&] {
        const auto add = [&all](loop& each, int number) { add_tasks(all, each, number); };
        all.busy = visit_loops(add, std::chrono::seconds(1));
        return written(all, order.detail);
    });
}

} // namespace plait::detail
