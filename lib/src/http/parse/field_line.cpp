#include "http/parse/field_line.hpp"

#include "http/answer/field_lines.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace plait::http::detail {

namespace {

constexpr std::array servers_own{"Content-Length", "Transfer-Encoding", "Connection", "Date"};

void check_field(std::string_view name, std::string_view value)
{
    if (!is_token(name))
        throw std::invalid_argument("response: '" + std::string(name) + "' is not a field name");
    if (!is_field_value(value))
        throw std::invalid_argument("response: the value of " + std::string(name) + " has a control character");
    if (std::ranges::any_of(servers_own, [&](std::string_view own) { return same_name(own, name); }))
        throw std::invalid_argument("response: " + std::string(name) + " is set by the server");
}

} // namespace

std::string field_line(std::string_view name, std::string_view value)
{
    check_field(name, value);
    std::string line;
    line.reserve(name.size() + value.size() + 4);
    line.append(name).append(": ").append(value).append("\r\n");
    return line;
}

void erase_lines(std::string& lines, std::string_view name, std::string_view beginning) noexcept
{
    std::string_view gone;
    do {
        gone = {};
        for_each_line(lines, [&](std::string_view line, std::string_view each, std::string_view value) {
            if (same_name(each, name) && value.starts_with(beginning))
                gone = line;
            return !gone.empty();
        });
        if (!gone.empty())
            lines.erase(static_cast<std::size_t>(gone.data() - lines.data()), gone.size());
    } while (!gone.empty());
}

std::optional<std::string_view> value_in(std::string_view lines, std::string_view name) noexcept
{
    std::optional<std::string_view> found;
    for_each_line(lines, [&](std::string_view, std::string_view each, std::string_view value) {
        if (same_name(each, name))
            found = value;
        return found.has_value();
    });
    return found;
}

} // namespace plait::http::detail
