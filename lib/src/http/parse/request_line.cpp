#include "http/parse/request_line.hpp"

#include "http/parse/target.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace {

judged_line refused_line(http::status why, std::string_view method = {}) noexcept
{
    return {parse_progress::refused, why, method, {}, 0};
}

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// Judges "HTTP/1.1\r\n" or the beginning of it.
judged_line judge_version(std::string_view text) noexcept
{
    constexpr std::string_view form = "HTTP/1.1\r\n";
    constexpr std::size_t major = 5;
    constexpr std::size_t line_break = 8;

    for (std::size_t i = 0; i < std::min(text.size(), form.size()); ++i) {
        if (form[i] == '1' ? !is_digit(text[i]) : text[i] != form[i])
            return refused_line(status::bad_request);
        if (i == line_break && text[major] != '1') // the version is not HTTP/1 (RFC 9110 section 15.6.6)
            return refused_line(status::http_version_not_supported);
    }
    judged_line judged;
    judged.made = text.size() < form.size() ? parse_progress::more : parse_progress::done;
    judged.size = form.size();
    return judged;
}

} // namespace

judged_line judge_line(std::string_view bytes, std::size_t longest_target) noexcept
{
    const auto method_end = std::ranges::find_if_not(bytes, is_token_char);
    const std::string_view method = bytes.substr(0, static_cast<std::size_t>(method_end - bytes.begin()));
    if (method.size() > longest_method)
        return refused_line(status::not_implemented);
    if (method.size() == bytes.size())
        return {};
    if (method.empty() || *method_end != ' ')
        return refused_line(status::bad_request);

    std::string_view rest = bytes.substr(method.size() + 1);
    const auto is_no_part = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
    const auto target_end = std::ranges::find_if(rest, is_no_part);
    const std::string_view target = rest.substr(0, static_cast<std::size_t>(target_end - rest.begin()));
    const http::method known = method_of(method);
    if (!may_begin_target(known, target.substr(0, longest_target)))
        return refused_line(status::bad_request, method);
    if (target.size() > longest_target)
        return refused_line(status::uri_too_long, method);
    if (target.size() == rest.size())
        return {parse_progress::more, status{}, method, {}, 0};
    if (target.empty() || *target_end != ' ')
        return refused_line(status::bad_request, method);

    judged_line judged = judge_version(rest.substr(target.size() + 1));
    target_parts parts;
    if (judged.made == parse_progress::done && !split_target(known, target, parts))
        return refused_line(status::bad_request, method);
    judged.method = method;
    judged.target = target;
    judged.size += method.size() + target.size() + 2;
    return judged;
}

http::method method_of(std::string_view name) noexcept
{
    for (unsigned i = 0; i < static_cast<unsigned>(method::unknown); ++i)
        if (to_string(static_cast<method>(i)) == name)
            return static_cast<method>(i);
    return method::unknown;
}

} // namespace plait::http::detail
