#pragma once

#include <plait/html/detail/html_machine_class.hpp>

namespace plait::detail {

/// The content of an element in which only its own end tag is markup.
constexpr void html_machine::content()
{
    const char* close = at_;
    const char* const end = end_;
    for (; close != end && !(*close == '<' && (close + 1 == end || is_end_of_content(close))); ++close)
        ;
    // A title before a field may be one in the SVG that this template stands in.
    if (is_foreign() || (here.element == html_element::title && close == end))
        for (const char* each = at_; each != close; ++each)
            if ((*each == '<' && each + 1 != close
                 && (is_letter(each[1]) || each[1] == '/' || each[1] == '!' || each[1] == '?'))
                || (*each == '&' && (here.state == html_state::script || here.state == html_state::style)))
                return fail(template_failure_code::markup_in_foreign, each);
    if (here.state == html_state::script) {
        for (const char* each = at_; each != close; ++each)
            if (*each == '<' && starts_with_name(each, close, "<!--"))
                return fail(template_failure_code::comment_in_script, each);
        const char* const until = close;
        // Nothing of a script needs to be known where no field follows in it.
        if (close == end_ || follows_field(here))
            check(follow_script(here, at_, until), at_);
    } else if (
        here.state == html_state::style
        && (close == end_ || here.css == css_part::after_field || here.css == css_part::ambiguous)) {
        check(follow_css(here, at_, close), at_);
    }
    if (*problem_)
        return;
    at_ = close;
    if (at_ == end_)
        return;
    if (at_ + 1 == end_ || is_split_end(at_))
        return fail(template_failure_code::split_markup, at_);
    open_tag(at_ + 2, true);
}

constexpr bool html_machine::is_end_of_content(const char* at) const
{
    if (at[1] != '/')
        return at[1] == '!' && end_ - at < 4 && here.state == html_state::script; // perhaps half of <!--
    const char* after = at + 2;
    while (after != end_ && is_letter(*after))
        ++after;
    if (after == end_)
        return true;
    return element_of(slice(at + 2, after)) == here.element
           && (is_html_space(*after) || *after == '/' || *after == '>');
}

constexpr bool html_machine::is_split_end(const char* at) const
{
    if (at[1] != '/')
        return true;
    while (at != end_ && *at != '>' && !is_html_space(*at))
        ++at;
    return at == end_;
}

constexpr void html_machine::comment()
{
    for (; at_ != end_; ++at_) {
        if (*at_ != '-')
            continue;
        if (starts_with_name(at_, end_, "-->") || starts_with_name(at_, end_, "--!>")) {
            at_ += at_[2] == '>' ? 3 : 4;
            here.state = html_state::text;
            return;
        }
        if (at_ + 1 == end_ || (at_[1] == '-' && (at_ + 2 == end_ || (at_[2] == '!' && at_ + 3 == end_))))
            return fail(template_failure_code::split_markup, at_);
    }
}

} // namespace plait::detail
