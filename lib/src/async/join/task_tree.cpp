#include "async/join/task_tree.hpp"

#include <plait/detail/coroutine/loop.hpp>
#include <plait/detail/join/join.hpp>
#include <plait/detail/kernel/pulse.hpp>
#include <plait/log.hpp>

#include <algorithm>
#include <array>
#include <source_location>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace plait::detail {

namespace {

// A program may have a million tasks, and 20,000 inside each other. A person reads the text to learn what tasks wait
// for, so the text stays short.
constexpr std::size_t most_lines = 200;
constexpr std::size_t most_levels = 40;
constexpr std::size_t most_places = 16;

class tree {
public:
    void add(const task& root, std::size_t level)
    {
        if (!root.waits_for() || level > most_levels || is_full())
            return;
        std::vector<const task*> children;
        for (const task* each = root.waits_for()->first(); each; each = root.waits_for()->after(*each))
            children.push_back(each);
        std::reverse(children.begin(), children.end());
        for (const task* each : children) {
            add_line(*each, level);
            add(*each, level + 1);
        }
    }
    void add_line(const task& one, std::size_t level)
    {
        if (is_full())
            return;
        seen_.insert(&one);
        text_ += std::string(2 * level, ' ') + describe_task(one) + '\n';
    }
    void add_text(const std::string& text) { text_ += text; }
    [[nodiscard]] bool has(const task& one) const { return seen_.contains(&one); }
    [[nodiscard]] bool is_full() const { return seen_.size() >= most_lines; }
    [[nodiscard]] std::size_t lines() const { return seen_.size(); }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    std::string text_;
    std::unordered_set<const task*> seen_;
};

std::string_view file_name(std::string_view path)
{
    return path.substr(path.find_last_of("/\\") + 1);
}

/// Source lines as in a backtrace: "mutex.cpp:7 < checkout.cpp:31".
class backtrace {
public:
    [[nodiscard]] bool is_full() const noexcept { return left_ == 0; }

    void add(const task& of)
    {
        if (&of == &of.owner->root_task()) // the root task is no coroutine
            return;
        std::array<std::source_location, most_places + 1> found;
        const std::size_t count = static_cast<const task_frame&>(of).places(std::span(found).first(left_));
        for (const std::source_location& each : std::span(found).first(count))
            add(each);
    }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void add(const std::source_location& place)
    {
        if (--left_ == 0) {
            text_ += " < ...";
            return;
        }
        text_ += text_.empty() ? "" : " < ";
        text_ += std::string(file_name(place.file_name())) + ":" + std::to_string(place.line());
    }

    std::size_t left_ = most_places + 1; // the one line too many becomes the dots
    std::string text_;
};

std::string describe_places(const task& of)
{
    backtrace all;
    all.add(of);
    const std::string lines = std::move(all).text();
    return lines.empty() ? "" : ", at " + lines;
}

} // namespace

std::string lines_of(const task& outermost)
{
    const task* innermost = &outermost;
    while (innermost->waits_for() && innermost->waits_for()->first())
        innermost = innermost->waits_for()->first();

    backtrace all;
    for (const task* each = innermost; !all.is_full(); each = parent_of(*each)) {
        all.add(*each);
        if (each == &outermost)
            break;
    }
    return std::move(all).text();
}

std::optional<std::uint32_t> waited_milliseconds(const task& of) noexcept
{
    if (of.resumed_at == 0 || &of == current.running || pulse_milliseconds.load(std::memory_order_relaxed) == 0)
        return std::nullopt;
    return milliseconds_now() - of.resumed_at;
}

std::string short_time(std::uint32_t milliseconds)
{
    constexpr std::uint32_t second = 1000;
    constexpr std::uint32_t minute = 60 * second;
    if (milliseconds < second)
        return std::to_string(milliseconds) + "ms";
    if (milliseconds < 2 * minute)
        return std::to_string(milliseconds / second) + "s";
    return std::to_string(milliseconds / minute) + "min";
}

std::string what_waits_in(const task& of)
{
    if (of.waits_in())
        return of.waits_in();
    return of.waits_for() ? std::string("the tasks of ") + of.waits_for()->name() : "an operation";
}

std::string escaped(std::string_view text)
{
    constexpr std::size_t longest = 100;
    return describe(log_record{{}, log_level::info, text.substr(0, longest), {}});
}

std::string work_of(const labels* of)
{
    std::string text;
    if (of && of->method)
        text.append(of->method).append(" ");
    if (of && of->route)
        text.append(escaped(of->route));
    if (of && of->name)
        text.append(text.empty() ? "" : ", ").append(escaped(of->name));
    return text;
}

std::string describe_task(const task& of)
{
    std::string text = *name_of(of) ? name_of(of) : "the loop itself";
    const task* const parent = parent_of(of);
    std::string work = work_of(labels_in(of.inherited.values));
    if (!work.empty() && (!parent || work != work_of(labels_in(parent->inherited.values))))
        text.append(" (").append(work).append(")");
    if (&of == current.running)
        return text;
    text.append(of.waits_for() ? ", waits for " : ", waits in ").append(what_waits_in(of));
    if (const auto waited = waited_milliseconds(of))
        text.append(" for ").append(short_time(*waited));
    return text.append(describe_places(of));
}

std::string describe_tasks(std::span<loop* const> loops, std::size_t first)
{
    tree all;
    std::size_t tasks = 0;
    for (std::size_t i = 0; i < loops.size(); ++i) {
        const task& root = loops[i]->root_task();
        const bool waits = root.waits_in() || root.waits_for();
        if (!waits && loops[i]->open_tasks() == 0)
            continue;
        tasks += loops[i]->open_tasks();
        all.add_text("loop " + std::to_string(first + i) + '\n');
        if (root.waits_in()) // a coroutine that was started from outside waits here
            all.add_line(root, 1);
        all.add(root, 1);
        // The tasks that no task of this loop waits for now: their parent is on another loop, or runs, or waits for them
        // in a way of its own. In the last case the parent may come after them.
        for (std::size_t before = all.lines() + 1; before != all.lines();) {
            before = all.lines();
            loops[i]->visit_tasks([&](const task& each) {
                if (all.is_full() || all.has(each))
                    return;
                const task* const parent = parent_of(each);
                if (parent && parent != &root && (!all.has(*parent) || parent->waits_for() == join_of(each)))
                    return;
                all.add_line(each, 1);
                all.add(each, 2);
            });
        }
    }
    if (all.lines() < tasks)
        all.add_text("... and " + std::to_string(tasks - all.lines()) + " more tasks\n");
    return std::move(all).text();
}

} // namespace plait::detail
