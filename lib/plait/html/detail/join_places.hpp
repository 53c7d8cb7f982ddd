#pragma once

#include <plait/html/detail/html_context.hpp>

namespace plait::detail {

// Where branches meet, only that is known which both know. What a joined place forbids must contain what each of the two
// forbids.

/// Forgets what matters only within a string, a comment or a function.
constexpr void forget_what_ended(html_context& here) noexcept
{
    if (here.css != css_part::string && here.script != script_part::string)
        here.inner_quote = 0;
    if (here.css != css_part::string && here.css != css_part::comment && here.css != css_part::function)
        here.css_back = css_part::selector;
    if (here.css == css_part::lost)
        here.depth = here.functions = 0;
    if (here.script != script_part::line_comment && here.script != script_part::block_comment)
        here.script_back = script_part::start;
}

constexpr void join_tags(html_context& left, html_context& right) noexcept
{
    left.has_http_equiv = right.has_http_equiv = left.has_http_equiv || right.has_http_equiv;
    left.has_content_field = right.has_content_field = left.has_content_field || right.has_content_field;
    left.is_plain_link = right.is_plain_link = left.is_plain_link && right.is_plain_link;
    if (left.language != right.language)
        left.language = right.language = script_language::unknown;
    const auto is_between = [](html_state state) { return state == html_state::tag || state == html_state::tag_end; };
    if (left.state != right.state && is_between(left.state) && is_between(right.state))
        left.state = right.state = html_state::tag_end;
}

/// A value is not expected unless both branches expect one; behind a field not all may stand.
constexpr void join_scripts(html_context& left, html_context& right) noexcept
{
    const auto either_is = [&](script_part part) { return left.script == part || right.script == part; };
    if (either_is(script_part::lost))
        left.script = right.script = script_part::lost;
    else if (left.script != right.script && is_script_code(left.script) && is_script_code(right.script))
        left.script = right.script = either_is(script_part::after_field)        ? script_part::after_field
                                     : either_is(script_part::line_after_field) ? script_part::line_after_field
                                                                                : script_part::other;
}

constexpr void join_styles(html_context& left, html_context& right) noexcept
{
    const auto is_lost = [](css_part part) { return part == css_part::lost || part == css_part::lost_in_function; };
    const auto is_value = [](css_part part) { return part == css_part::value || part == css_part::after_field; };
    const auto is_declaration = [&](css_part part) {
        return part == css_part::property || part == css_part::ambiguous || is_value(part);
    };
    if (left.css == right.css)
        return;
    if (is_lost(left.css) || is_lost(right.css))
        left.css = right.css = css_part::lost;
    else if (is_value(left.css) && is_value(right.css))
        left.css = right.css = css_part::after_field;
    else if (is_declaration(left.css) && is_declaration(right.css))
        left.css = right.css = css_part::ambiguous;
}

/// What makes fields wrong in one branch makes them wrong behind both.
[[nodiscard]] constexpr url_part join_urls(url_part left, url_part right) noexcept
{
    const auto is_wrong = [](url_part part) { return part == url_part::bad_scheme || part == url_part::reference; };
    const auto is_behind_slash = [](url_part part) {
        return part == url_part::slash || part == url_part::slash_field || part == url_part::path;
    };
    const auto may_be_in_host = [](url_part part) {
        return part == url_part::scheme || part == url_part::authority || part == url_part::descriptor
               || part == url_part::ambiguous_host;
    };
    if (left == right || is_wrong(left))
        return left;
    if (is_wrong(right))
        return right;
    if (is_behind_slash(left) && is_behind_slash(right))
        return url_part::slash_field;
    return may_be_in_host(left) || may_be_in_host(right) ? url_part::ambiguous_host : url_part::ambiguous;
}

/// Makes of the places where two branches end the place behind both. Returns whether there is one.
[[nodiscard]] constexpr bool join_places(html_context& left, html_context right) noexcept
{
    if (left == right) // as it mostly is, which saves the compiler the rest
        return true;
    left.in_noscript = right.in_noscript = left.in_noscript || right.in_noscript;
    join_tags(left, right);
    join_scripts(left, right);
    join_styles(left, right);
    left.url = right.url = join_urls(left.url, right.url);
    forget_what_ended(left);
    forget_what_ended(right);
    return left == right;
}

} // namespace plait::detail
