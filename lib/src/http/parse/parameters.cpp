#include "http/parse/parameters.hpp"

#include <plait/http/detail/token.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace {

void skip_blanks(std::string_view& rest) noexcept
{
    while (!rest.empty() && is_blank(rest.front()))
        rest.remove_prefix(1);
}

std::size_t token_size(std::string_view text) noexcept
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_char) - text.begin());
}

/// Whether the backslash at this place says that the next character is a part of the value.
bool escapes(std::string_view text, std::size_t at) noexcept
{
    return text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\');
}

/// The size of the text before the quote that ends it; npos if none does.
std::size_t quoted_size(std::string_view text) noexcept
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"')
            return at;
        if (escapes(text, at))
            ++at;
    }
    return std::string_view::npos;
}

bool take_value(std::string_view& rest, parameter& to) noexcept
{
    to.quoted = rest.starts_with('"');
    if (to.quoted)
        rest.remove_prefix(1);
    const std::size_t size = to.quoted ? quoted_size(rest) : token_size(rest);
    if (size == std::string_view::npos || (size == 0 && !to.quoted))
        return false;
    to.value = rest.substr(0, size);
    rest.remove_prefix(size + (to.quoted ? 1 : 0));
    return true;
}

} // namespace

parameter_progress take_parameter(std::string_view& rest, parameter& to) noexcept
{
    std::string_view next = rest;
    skip_blanks(next);
    while (next.starts_with(';')) {
        next.remove_prefix(1);
        skip_blanks(next);
        const std::size_t size = token_size(next);
        if (size == 0)
            continue;
        to.name = next.substr(0, size);
        next.remove_prefix(size);
        if (!next.starts_with('='))
            return parameter_progress::wrong;
        next.remove_prefix(1);
        if (!take_value(next, to))
            return parameter_progress::wrong;
        rest = next;
        return parameter_progress::found;
    }
    return next.empty() ? parameter_progress::end : parameter_progress::wrong;
}

std::string value_of(const parameter& of)
{
    if (!of.quoted)
        return std::string(of.value);
    std::string plain;
    for (std::size_t at = 0; at < of.value.size(); ++at) {
        if (escapes(of.value, at))
            ++at;
        plain += of.value[at];
    }
    return plain;
}

media_type split_media_type(std::string_view value) noexcept
{
    value = trimmed(value);
    const std::size_t type = token_size(value);
    if (type == 0 || type == value.size() || value[type] != '/')
        return {};
    const std::size_t subtype = token_size(value.substr(type + 1));
    if (subtype == 0)
        return {};
    const std::size_t size = type + 1 + subtype;
    std::string_view behind = value.substr(size);
    skip_blanks(behind);
    if (!behind.empty() && behind.front() != ';')
        return {};
    return {value.substr(0, size), behind};
}

} // namespace plait::http::detail
