#include "async/runtime/stall_log.hpp"

#include "async/join/stack_text.hpp"
#include <plait/stall_limit.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plait::detail {

namespace {

std::string number(std::chrono::nanoseconds time)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + "ms";
}

void log_stall(const stall& found, std::size_t left_out)
{
    const captured_stack& stack = found.stack;
    const std::string loop = std::to_string(found.loop);
    const std::string held = number(found.held);
    const stack_text text = found.has_stack ? text_of(stack) : stack_text();
    std::string what = found.has_stack && stack.route[0] != '\0' ? "a handler holds its loop" : "a task holds its loop";
    if (!text.user_line.empty())
        what += " at " + text.user_line;
    else if (!found.has_stack)
        what += ", and where is not known";

    std::vector<log_field> fields;
    auto add = [&](std::string_view key, std::string_view value) {
        if (!value.empty())
            fields.push_back({key, value});
    };
    const std::string others = left_out == 0 ? "" : std::to_string(left_out);
    const std::string stack_lines = joined(text.lines, " < ");
    add("held", held);
    add("loop", loop);
    add("method", stack.method ? stack.method : "");
    add("route", stack.route);
    add("task", stack.task);
    add("more_stalls", others);
    add("stack", stack_lines);
    log(log_level::warning, what, std::span<const log_field>(fields));
}

} // namespace

stall_log::stall_log(sink to) : to_(to ? std::move(to) : &log_stall) {}

void stall_log::add(const stall& found, time_point now)
{
    using std::chrono::seconds;
    count_stall();
    const auto passed = std::chrono::duration_cast<seconds>(now - counted_from_);
    counted_from_ += passed;
    lines_left_ = static_cast<int>(std::min<seconds::rep>(most_at_once, lines_left_ + passed.count()));
    if (lines_left_ == 0) {
        ++left_out_;
        return;
    }
    --lines_left_;
    to_(found, std::exchange(left_out_, 0));
}

} // namespace plait::detail
