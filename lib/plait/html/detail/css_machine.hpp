#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/html_context.hpp>
#include <plait/html/detail/template_failure.hpp>

namespace plait::detail {

/// The functions of CSS whose arguments are numbers, colours and keywords. Others may take a URL or code.
inline constexpr std::string_view harmless_css_functions =
    "rgb rgba hsl hsla hwb lab lch oklab oklch color calc min max clamp translate translatex translatey translatez "
    "translate3d scale scalex scaley scale3d rotate rotatex rotatey rotatez rotate3d skew skewx skewy matrix matrix3d "
    "perspective cubic-bezier steps linear-gradient radial-gradient conic-gradient repeat minmax fit-content blur "
    "brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia polygon circle ellipse inset "
    "not is where has nth-child nth-of-type";

/// Follows the text of a style element or of an attribute that holds CSS.
[[nodiscard]] constexpr template_failure_code
follow_css(html_context& context, const char* begin, const char* end) noexcept
{
    for (const char* at = begin; at != end; ++at) {
        const char c = *at;
        switch (context.css) {
        case css_part::lost:
        case css_part::lost_in_function:
            return template_failure_code::none;
        case css_part::comment:
            if (c == '*' && at + 1 != end && at[1] == '/') {
                ++at;
                context.css = context.css_back;
            }
            continue;
        case css_part::string:
            if (c == '\\' && at + 1 != end)
                ++at;
            else if (c == '\\' || c == '\n' || (c == '&' && context.state == html_state::value))
                context.css = css_part::lost;
            else if (c == context.inner_quote)
                context.css = context.css_back;
            continue;
        case css_part::function:
            if (c == ')') {
                context.css = context.css_back;
            } else if (c == '"' || c == '\'') {
                const char* close = at + 1;
                while (close != end && *close != c && *close != '\\' && *close != '\n')
                    ++close;
                if (close == end || *close != c)
                    context.css = css_part::lost_in_function;
                else
                    at = close;
            } else if (c == '(' || c == '\\' || (c == '/' && at + 1 != end && at[1] == '*')) {
                context.css = css_part::lost;
            }
            continue;
        default:
            break;
        }
        if (c == '\\' || (c == '&' && context.state == html_state::value)) {
            if (context.css == css_part::after_field)
                return template_failure_code::css_call_of_field; // it may be a parenthesis
            if (context.css == css_part::ambiguous)
                return template_failure_code::css_ambiguous;
            context.css = css_part::lost;
        } else if (c == '"' || c == '\'') {
            context.css_back = context.css == css_part::after_field ? css_part::value : context.css;
            context.inner_quote = c;
            context.css = css_part::string;
        } else if (c == '/' && at + 1 != end && at[1] == '*') {
            ++at;
            context.css_back = context.css;
            context.css = css_part::comment;
        } else if (c == '(') {
            if (context.css == css_part::after_field)
                return template_failure_code::css_call_of_field;
            if (context.css == css_part::ambiguous)
                return template_failure_code::css_ambiguous;
            const char* name = at;
            while (name != begin && (is_word(name[-1]) || name[-1] == '-'))
                --name;
            // A name may end where this text begins.
            if ((name == at && at != begin) || is_in_list(slice(name, at), harmless_css_functions)) {
                ++context.functions;
            } else {
                context.css_back = context.css;
                context.css = css_part::function;
            }
        } else if (c == ')') {
            if (context.functions > 0)
                --context.functions;
            if (context.css == css_part::after_field)
                context.css = css_part::value;
        } else if (c == '{') {
            ++context.depth;
            context.functions = 0;
            context.css = css_part::property;
        } else if (c == '}') {
            if (context.depth > 0)
                --context.depth;
            context.functions = 0;
            context.css = context.depth > 0 ? css_part::property : css_part::selector;
        } else if (c == ';') {
            if (context.functions == 0 && context.css != css_part::selector)
                context.css = css_part::property;
        } else if (
            (context.css == css_part::property && c == ':')
            || (context.css == css_part::after_field && !is_word(c) && c != '-' && c != '%')) {
            context.css = css_part::value;
        }
    }
    return template_failure_code::none;
}

/// Whether a field may stand here, as a keyword, a number or a colour.
[[nodiscard]] constexpr template_failure_code field_in_css(html_context& context) noexcept
{
    switch (context.css) {
    case css_part::value:
    case css_part::after_field:
        context.css = css_part::after_field;
        return template_failure_code::none;
    case css_part::ambiguous:
        return template_failure_code::css_ambiguous;
    case css_part::string:
        return template_failure_code::css_in_string;
    case css_part::comment:
        return template_failure_code::css_in_comment;
    case css_part::function:
    case css_part::lost_in_function:
        return template_failure_code::css_in_function;
    case css_part::lost:
        return template_failure_code::css_lost;
    case css_part::selector:
    case css_part::property:
        break;
    }
    return template_failure_code::css_not_a_value;
}

} // namespace plait::detail
