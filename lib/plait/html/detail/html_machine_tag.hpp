#pragma once

#include <plait/html/detail/html_machine_class.hpp>

namespace plait::detail {

/// What stands between `<a` and `>`, except the attributes' quoted values.
constexpr void html_machine::in_tag()
{
    const char c = *at_;
    if (here.state == html_state::before_value) {
        if (is_html_space(c))
            ++at_;
        else
            begin_value();
        return;
    }
    if (here.state == html_state::unquoted_value) // only behind a template tag
        return fail(template_failure_code::field_unquoted, at_, tag.attribute());
    if (c == '>') {
        ++at_;
        close_tag();
    } else if (is_html_space(c)) {
        ++at_;
        if (here.state != html_state::after_attribute_name)
            here.state = html_state::tag;
    } else if (c == '/') {
        if (at_ + 1 != end_ && at_[1] == '>' && !here.end_tag
            && (here.element == html_element::script || here.element == html_element::style
                || here.element == html_element::title || here.element == html_element::textarea
                || is_raw(here.element)))
            return fail(template_failure_code::self_closing, at_);
        ++at_;
        here.self_closing = at_ != end_ && *at_ == '>';
        here.state = html_state::tag;
    } else if (here.state == html_state::after_attribute_name && c == '=') {
        ++at_;
        here.state = html_state::before_value;
    } else if (here.state == html_state::tag_end) {
        fail(template_failure_code::glued_to_tag, at_);
    } else if (c == '=') {
        fail(template_failure_code::equals_sign_without_name, at_);
    } else {
        attribute_name();
    }
}

constexpr void html_machine::attribute_name()
{
    const char* const begin = at_;
    const char* at = begin;
    const char* const end = end_;
    for (; at != end && *at != '=' && *at != '>' && *at != '/' && !is_html_space(*at); ++at)
        if (*at == '"' || *at == '\'' || *at == '<' || *at == '`' || *at == '\0')
            return fail(template_failure_code::bad_in_attribute_name, at, slice(at, at + 1));
    at_ = at;
    const std::string_view name = slice(begin, at_);
    if (!here.end_tag && !tag.add(name))
        return fail(
            tag.is_full() ? template_failure_code::too_many_attributes : template_failure_code::duplicate_attribute,
            begin, name);
    if (here.element == html_element::meta && is_name(name, "http-equiv")) {
        if (here.has_content_field)
            return fail(template_failure_code::http_equiv_after_field, begin);
        here.has_http_equiv = true;
    }
    here.state = at_ == end_ ? html_state::attribute_name : html_state::after_attribute_name;
}

constexpr void html_machine::begin_value()
{
    const char c = *at_;
    const std::string_view name = tag.attribute();
    if (c == '>') {
        here.state = html_state::tag;
        return;
    }
    if (c == '"' || c == '\'') {
        const char* const begin = ++at_;
        skip_to(c);
        const char* const close = at_;
        at_ = begin;
        if (close != end_) { // nothing of a value needs to be known where no field is in it
            special_value(slice(at_, close));
            at_ = close + 1;
            if (!*problem_)
                here.state = html_state::tag_end;
            return;
        }
        here.state = html_state::value;
        here.quote = c;
        here.attribute = attribute_kind_of(here.element, name);
        if (here.attribute == attribute_kind::url_of_code && here.element == html_element::link && here.is_plain_link)
            here.attribute = attribute_kind::url;
        here.css = here.attribute == attribute_kind::style ? css_part::property : css_part::value;
        if (here.attribute == attribute_kind::special && is_name(name, "type"))
            here.language = script_language::unknown;
        return;
    }
    const char* const begin = at_;
    while (at_ != end_ && !is_html_space(*at_) && *at_ != '>') {
        if (*at_ == '"' || *at_ == '\'' || *at_ == '<' || *at_ == '=' || *at_ == '`')
            return fail(template_failure_code::bad_in_unquoted, at_, slice(at_, at_ + 1));
        ++at_;
    }
    if (at_ == end_) {
        here.state = html_state::unquoted_value;
        return;
    }
    special_value(slice(begin, at_));
    if (!*problem_)
        here.state = html_state::tag;
}

/// The value of an attribute that decides what others mean.
constexpr void html_machine::special_value(std::string_view text)
{
    const std::string_view name = tag.attribute();
    if (here.element == html_element::script && is_name(name, "type")) {
        here.language = script_language_of(text);
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text.data()[i] == '&')
                here.language = script_language::unknown;
    } else if (here.element == html_element::link && is_name(name, "rel")) {
        here.is_plain_link = is_plain_link(text);
    }
}

/// In a quoted value which a template tag stands in.
constexpr void html_machine::value()
{
    const char* const begin = at_;
    skip_to(here.quote);
    const char* const close = at_;
    at_ = begin;
    const bool is_url = here.attribute == attribute_kind::url || here.attribute == attribute_kind::url_of_code
                        || here.attribute == attribute_kind::srcset;
    if (is_url)
        check(follow_url(here, begin, close), begin);
    else if (here.attribute == attribute_kind::style || here.attribute == attribute_kind::style_value)
        check(follow_css(here, begin, close), begin);
    else if (here.attribute == attribute_kind::srcdoc && begin != close) {
        if (here.url != url_part::start && here.url != url_part::path)
            fail(template_failure_code::field_in_srcdoc, begin);
        here.url = url_part::path; // only to tell that there is something
    }
    if (*problem_)
        return;
    at_ = close;
    if (close == end_)
        return;
    ++at_;
    here.state = html_state::tag_end;
    here.quote = 0;
    here.inner_quote = 0;
    here.attribute = attribute_kind::plain;
    here.url = url_part::start;
    here.css = here.css_back = css_part::selector;
    here.functions = here.depth = 0;
}

constexpr template_failure_code html_machine::field_here(escaper& how)
{
    using code = template_failure_code;
    switch (here.state) {
    case html_state::text:
        how = escaper::html;
        return code::none;
    case html_state::escapable:
        how = escaper::attribute;
        return code::none;
    case html_state::raw:
        return code::field_in_raw;
    case html_state::script:
        how = here.language == script_language::javascript ? escaper::javascript : escaper::json;
        return field_in_script(here);
    case html_state::style:
        how = escaper::css;
        return field_in_css(here);
    case html_state::comment:
    case html_state::comment_start:
        return code::field_in_comment;
    case html_state::declaration:
        return code::field_in_declaration;
    case html_state::tag:
    case html_state::tag_end:
        return here.end_tag ? code::field_in_end_tag : code::field_in_tag;
    case html_state::tag_name:
        return code::field_in_tag_name;
    case html_state::attribute_name:
    case html_state::after_attribute_name:
        return code::field_in_attribute_name;
    case html_state::before_value:
    case html_state::unquoted_value:
        return code::field_unquoted;
    case html_state::value:
        break;
    }
    if (here.end_tag)
        return code::field_in_end_tag;
    how = escaper::attribute;
    switch (here.attribute) {
    case attribute_kind::plain:
        return code::none;
    case attribute_kind::url_of_code:
    case attribute_kind::url:
    case attribute_kind::srcset:
        return field_in_url(here, how);
    case attribute_kind::style:
    case attribute_kind::style_value:
        how = escaper::css_attribute;
        return field_in_css(here);
    case attribute_kind::srcdoc:
        how = escaper::srcdoc;
        if (here.url != url_part::start)
            return code::field_in_srcdoc;
        here.url = url_part::field;
        return code::none;
    case attribute_kind::handler:
        return code::field_in_handler;
    case attribute_kind::meta_content:
        here.has_content_field = true;
        return here.has_http_equiv ? code::field_in_meta_content : code::none;
    case attribute_kind::special:
        return code::field_in_special_attribute;
    case attribute_kind::unknown:
        break;
    }
    return code::field_in_unknown_attribute;
}

} // namespace plait::detail
