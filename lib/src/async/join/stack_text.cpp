#include "async/join/stack_text.hpp"

#include "async/join/folding.hpp"
#include "platform/function_name.hpp"
#include "platform/symbols.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace plait::detail {

namespace {

struct named_line {
    std::string text;
    bool is_users;
    bool has_file;
};

named_line line_of(std::string_view function, std::string_view file, unsigned line)
{
    std::string text(file.substr(file.find_last_of("/\\") + 1));
    if (!text.empty())
        text += ':' + std::to_string(line) + ' ';
    return {text.append(function), belongs_to_user(function, file), line > 0};
}

} // namespace

stack_text text_of(const captured_stack& of)
{
    std::vector<named_line> all;
    std::size_t wanted = 0; // up to the outermost function of the user
    for (std::size_t i = 0; i < of.frame_count; ++i) {
        const std::uintptr_t address =
            i == 0 ? of.frames[i] : of.frames[i] - 1; // the call is before the return address
        for (const platform::symbol& each : platform::symbols_at(address)) {
            all.push_back(line_of(each.function, each.file, static_cast<unsigned>(each.line)));
            if (all.back().is_users)
                wanted = all.size();
        }
    }
    if (wanted > 0)
        all.resize(wanted, {});
    for (const std::source_location& each : std::span(of.places, of.place_count)) {
        named_line added = line_of(platform::readable_name(each.function_name()), each.file_name(), each.line());
        if (added.is_users)
            all.push_back(std::move(added));
    }

    stack_text text;
    // The C library has no debug information as a rule, so the functions there have no file.
    for (const bool with_file : {true, false})
        for (const named_line& each : all)
            if (text.user_line.empty() && each.is_users && each.has_file == with_file)
                text.user_line = each.text;
    for (named_line& each : all)
        text.lines.push_back(std::move(each.text));
    if (of.cut_off)
        text.lines.emplace_back("...");
    return text;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between)
{
    std::string all;
    for (const std::string& each : texts)
        all.append(all.empty() ? std::string_view() : between).append(each);
    return all;
}

} // namespace plait::detail
