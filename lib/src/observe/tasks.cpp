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
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plait::detail {

namespace {

// A program may have a million tasks. Each that is listed is copied while its loop waits, so of more only every tenth,
// say, is, and stands for the others.
constexpr std::size_t most_of_a_loop = 2000;

struct listed_task {
    std::size_t stands_for = 1;
    std::string name; // of the function of plait that has started the task
    std::string waits;
    std::optional<std::uint32_t> waited; // in milliseconds
    captured_stack stack;
};

struct task_list {
    std::size_t count = 0; // of all tasks
    std::vector<listed_task> tasks;
    std::vector<busy_thread> busy;
};

void add_tasks(task_list& to, loop& of, int number)
{
    const std::size_t stride = of.open_tasks() / most_of_a_loop + 1;
    to.tasks.reserve(of.open_tasks() / stride + 1);
    of.visit_tasks([&](const task& each) {
        if (to.count++ % stride != 0)
            return;
        listed_task& added = to.tasks.emplace_back();
        added.stands_for = stride;
        added.name = name_of(each);
        added.waits = (each.waits_for() ? "waits for " : "waits in ") + what_waits_in(each);
        added.waited = waited_milliseconds(each);
        capture_suspended(added.stack, each);
        added.stack.loop = number;
    });
}

void merge(task_list& to, task_list&& from)
{
    to.count += from.count;
    to.tasks.insert(
        to.tasks.end(), std::make_move_iterator(from.tasks.begin()), std::make_move_iterator(from.tasks.end()));
}

std::string work_of(const captured_stack& stack)
{
    std::string text = stack.method ? stack.method : "";
    for (const char* const each : {stack.route, stack.task})
        if (*each != '\0')
            text.append(text.empty() ? "" : " ").append(escaped(each));
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

std::string count(std::size_t number, const char* noun)
{
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string head_of(const task_list& all)
{
    std::string text = count(all.count, "task");
    if (all.tasks.size() < all.count)
        text.append(", of which ").append(std::to_string(all.tasks.size())).append(" stand for the others");
    return text.append("\n");
}

std::string end_of(const task_list& all)
{
    std::string text;
    for (const busy_thread& each : all.busy)
        text.append("\n").append(describe(each));
    return text;
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
        same.tasks += each.stands_for;
        same.longest = std::max(same.longest, each.waited);
    }
    std::vector<std::pair<std::string, group>> groups(found.begin(), found.end());
    std::ranges::sort(groups, [](const auto& left, const auto& right) {
        return std::pair(right.second.tasks, std::string_view(left.first))
               < std::pair(left.second.tasks, std::string_view(right.first));
    });

    std::string text = head_of(all);
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
    std::string text = head_of(all);
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
        file.add(each.stack, {static_cast<std::int64_t>(each.stands_for)});
    for (const busy_thread& each : all.busy)
        if (each.has_stack)
            file.add(each.stack, {1});
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
        for (loop* const each : current.owner->siblings()) {
            task_list of_one;
            add_tasks(of_one, *each, number++);
            merge(all, std::move(of_one));
        }
        co_return written(all, order.detail);
    }
    // The threads that `blocking` uses may all be stuck in what somebody looks for.
    blocking_pool own(blocking_options().threads(1));
    co_return co_await own.run([&] {
        std::mutex merging;
        const auto add = [&](loop& each, int number) {
            task_list of_one;
            add_tasks(of_one, each, number);
            const std::lock_guard inside(merging);
            merge(all, std::move(of_one));
        };
        all.busy = visit_loops(add, std::chrono::seconds(1));
        return written(all, order.detail);
    });
}

} // namespace plait::detail
