#include "observe/race_description.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <sstream>
#include <utility>

namespace plait::detail {

namespace {

std::string_view take_field(std::string_view& rest)
{
    const std::string_view field = rest.substr(0, rest.find('\t'));
    rest.remove_prefix(std::min(field.size() + 1, rest.size()));
    return field == "<null>" ? std::string_view() : field;
}

bool own(const race_frame& frame)
{
    return !frame.file.empty() && !frame.file.starts_with("/usr/");
}

std::string text(const race_frame& frame)
{
    return (frame.function.empty() ? "?" : frame.function) + ' ' + frame.file + (frame.file.empty() ? "" : ":")
           + frame.line;
}

std::string place(const race_stack& stack)
{
    std::string all;
    for (const race_frame& each : stack.frames) {
        all += text(each) + '\n';
        if (own(each))
            break;
    }
    return all;
}

// Lists all frames down to the innermost one of the program's own code. Of the frames behind that, which called it, it
// lists the program's own only.
void list(const std::vector<race_frame>& frames, std::string& lines)
{
    const auto called = std::ranges::find_if(frames, own);
    auto hidden = frames.end();
    auto show_hidden = [&](auto end) {
        if (hidden != frames.end())
            lines += "\n    ... " + std::to_string(end - std::exchange(hidden, frames.end())) + " of libraries";
    };
    for (auto each = frames.begin(); each != frames.end(); ++each) {
        if (each <= called || own(*each)) {
            show_hidden(each);
            lines += "\n    #" + std::to_string(each - frames.begin()) + ' ' + text(*each);
        } else if (hidden == frames.end()) {
            hidden = each;
        }
    }
    show_hidden(frames.end());
}

std::string heading(const race_stack& stack)
{
    if (stack.size == 0)
        return "at";
    return (stack.atomic ? "atomic " : "") + std::string(stack.write ? "write" : "read") + " of "
           + std::to_string(stack.size) + " bytes by thread " + std::to_string(stack.thread);
}

} // namespace

race_frame parse_frame(std::string_view text)
{
    race_frame frame;
    frame.function = take_field(text);
    frame.file = take_field(text);
    frame.line = take_field(text);
    if (frame.file.empty())
        frame.line = text;
    else
        frame.file = std::filesystem::path(frame.file).lexically_normal().string();
    return frame;
}

std::string key(const found_race& found)
{
    auto [first, second] = std::pair(place(found.stacks[0]), place(found.stacks[1]));
    if (second < first)
        std::swap(first, second);
    return found.kind + '\n' + first + "and\n" + second;
}

std::string describe(const found_race& found)
{
    std::ostringstream address; // writes null as 0x0, as std::format does, and not as "(nil)"
    address << "0x" << std::hex << reinterpret_cast<std::uintptr_t>(found.address);
    std::string lines = "race found: " + found.kind + " at " + address.str()
                        + ", route=" + (found.route.empty() ? "none" : found.route);
    for (const race_stack& each : found.stacks) {
        if (each.frames.empty())
            continue;
        lines += (&each == &found.stacks[0] ? "\n  " : "\n  before that, ") + heading(each) + ':';
        list(each.frames, lines);
    }
    return lines;
}

} // namespace plait::detail
