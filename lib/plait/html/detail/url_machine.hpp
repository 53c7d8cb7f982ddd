#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/escaper.hpp>
#include <plait/html/detail/html_context.hpp>
#include <plait/html/detail/template_failure.hpp>

namespace plait::detail {

/// The schemes of URLs from a field. Those that are not listed may run code, now or in some browser.
inline constexpr std::string_view allowed_schemes = "http https mailto tel";

/// Follows the text of a URL, or of a srcset's URLs, in an attribute.
[[nodiscard]] constexpr template_failure_code
follow_url(html_context& context, const char* begin, const char* end) noexcept
{
    const bool is_set = context.attribute == attribute_kind::srcset;
    bool is_whole = context.url == url_part::start; // whether the URL's own beginning is in this text
    for (const char* at = begin; at != end; ++at) {
        const char c = *at;
        if (context.url == url_part::bad_scheme || context.url == url_part::reference)
            return template_failure_code::none;
        if (is_set && (c == ',' || is_html_space(c))) {
            if (c == ',')
                context.url = url_part::start;
            else if (context.url != url_part::start)
                context.url = url_part::descriptor;
            begin = at + 1;
            is_whole = true;
            continue;
        }
        switch (context.url) {
        case url_part::start:
        case url_part::unsure:
            if (c == '/' || c == '\\')
                context.url = context.url == url_part::start ? url_part::slash : url_part::path;
            else if (c == '?' || c == '#')
                context.url = url_part::query;
            else if (c == '&')
                context.url = url_part::reference;
            else if (c == ':')
                context.url = is_whole && is_in_list(trimmed(slice(begin, at)), allowed_schemes) ? url_part::scheme
                                                                                                 : url_part::bad_scheme;
            else if (!is_html_space(c))
                context.url = url_part::unsure;
            else if (context.url == url_part::unsure && (c == '\n' || c == '\t' || c == '\r'))
                context.url = url_part::bad_scheme; // browsers leave these out, also of javascript:
            break;
        case url_part::scheme:
            if (c != '/' && c != '\\')
                context.url = c == '?' || c == '#' ? url_part::query : url_part::authority;
            break;
        case url_part::slash:
        case url_part::slash_field: {
            const bool is_first = context.url == url_part::slash;
            if (c == '?' || c == '#')
                context.url = url_part::query;
            else if (c == '&' && (is_first || !starts_with_name(at, end, "&amp;")))
                context.url = url_part::reference;
            else if (c == '\n' || c == '\t' || c == '\r')
                context.url = url_part::bad_scheme; // browsers leave these out, so that two slashes may meet
            else if (!is_first || !is_html_space(c))
                context.url = is_first && (c == '/' || c == '\\') ? url_part::authority : url_part::path;
            break;
        }
        case url_part::authority:
        case url_part::path:
            if (c == '?' || c == '#'
                || (context.url == url_part::path && c == '&' && starts_with_name(at, end, "&amp;")))
                context.url = url_part::query; // behind &amp; too, as it is a query's if a branch wrote ? before
            else if (c == '/' || c == '\\')
                context.url = url_part::path;
            break;
        case url_part::field:
        case url_part::unsure_field:
            if (c == ':')
                return template_failure_code::url_colon_after_field;
            if (c == '&' && !starts_with_name(at, end, "&amp;"))
                return template_failure_code::url_reference; // it may be a colon
            if (c == '/' || c == '\\')                       // if the field is empty, the slash is the first character
                context.url = context.url == url_part::field ? url_part::slash_field : url_part::path;
            else if (!is_word(c) && c != '.' && c != '+' && c != '-' && !is_html_space(c))
                context.url = url_part::query; // or a path: what comes is encoded wholly
            break;
        case url_part::ambiguous:
        case url_part::ambiguous_host:
            if (c == ':')
                return template_failure_code::url_colon_after_field;
            if (c == '&' && !starts_with_name(at, end, "&amp;"))
                return template_failure_code::url_reference;
            // Behind &amp; it may be a path, in which no scheme and no server can begin now.
            if (c == '?' || c == '#' || (c == '&' && context.url == url_part::ambiguous))
                context.url = url_part::query;
            else if (c == '/' || c == '\\')
                context.url = url_part::ambiguous_host; // two of them may have met
            break;
        default:
            break;
        }
    }
    return template_failure_code::none;
}

/// Chooses how a field is escaped in a URL.
[[nodiscard]] constexpr template_failure_code field_in_url(html_context& context, escaper& how) noexcept
{
    const bool is_code = context.attribute == attribute_kind::url_of_code;
    const bool is_set = context.attribute == attribute_kind::srcset;
    how = is_code ? escaper::code_component : is_set ? escaper::url_component : escaper::url_rest;
    switch (context.url) {
    case url_part::start:
        if (is_code)
            return template_failure_code::url_of_code;
        how = is_set ? escaper::srcset : escaper::url;
        context.url = url_part::field;
        return template_failure_code::none;
    case url_part::unsure:
    case url_part::unsure_field:
        context.url = url_part::unsure_field;
        [[fallthrough]];
    case url_part::query:
    case url_part::descriptor:
        how = is_code ? escaper::code_component : escaper::url_component;
        return template_failure_code::none;
    case url_part::slash:
    case url_part::slash_field:
        if (!is_code && !is_set)
            how = escaper::url_after_slash;
        context.url = url_part::slash_field;
        return template_failure_code::none;
    case url_part::scheme:
    case url_part::authority:
        context.url = url_part::authority;
        return is_code ? template_failure_code::url_of_code : template_failure_code::none;
    case url_part::path:
        return template_failure_code::none;
    case url_part::field:
        return is_code ? template_failure_code::url_of_code : template_failure_code::url_second_field;
    case url_part::ambiguous:
    case url_part::ambiguous_host:
        return template_failure_code::url_ambiguous;
    case url_part::reference:
        return template_failure_code::url_reference;
    case url_part::bad_scheme:
        break;
    }
    return template_failure_code::url_scheme;
}

} // namespace plait::detail
