#pragma once

#include <plait/html/detail/attribute.hpp>
#include <plait/html/detail/css_machine.hpp>
#include <plait/html/detail/html_tag.hpp>
#include <plait/html/detail/script_machine.hpp>
#include <plait/html/detail/url_machine.hpp>

namespace plait::detail {

/// Follows a page's text, and says how a field is escaped where it stands. The text comes in pieces, with a field or a
/// template tag between each. What a piece ends in the middle of, such as a name, is refused or taken for complete.
class html_machine {
public:
    html_context here;
    html_tag tag; // while in one

    /// Follows a piece. Returns false after a failure.
    constexpr bool follow(const char* begin, const char* end, template_failure& problem)
    {
        problem_ = &problem;
        end_ = end;
        at_ = begin;
        while (at_ != end_ && !problem) {
            const char* const from = here.in_noscript && here.state != html_state::text ? at_ : end_;
            step();
            for (const char* each = from; each < at_ && !problem; ++each)
                if (*each == '<' && may_be_end_of_noscript(each))
                    fail(template_failure_code::noscript_end, each);
        }
        return !problem;
    }

    /// Called where a template tag stands, and where a block or a file ends: names end there.
    constexpr bool settle(const char* at, template_failure& problem)
    {
        if (here.state == html_state::tag_name && tag.is_split)
            problem = {template_failure_code::split_markup, at, 0, {}, {}};
        else if (here.state == html_state::tag_name || here.state == html_state::attribute_name)
            here.state = html_state::tag_end;
        else if (here.state == html_state::after_attribute_name)
            here.state = html_state::tag;
        return !problem;
    }

    /// Whether text that begins so would make the URL's first two characters slashes if the fields before are empty.
    [[nodiscard]] constexpr bool may_double_slash(char next) const
    {
        return here.state == html_state::value && here.url == url_part::slash_field && (next == '/' || next == '\\');
    }

    /// Chooses how the field at the place is escaped.
    constexpr escaper field(const char* at, template_failure& problem)
    {
        escaper how = escaper::html;
        if (const auto code = field_here(how); code != template_failure_code::none)
            problem = {code, at, 0, here.state == html_state::value ? tag.attribute() : std::string_view(), {}};
        return how;
    }

private:
    constexpr void fail(template_failure_code code, const char* at, std::string_view subject = {})
    {
        *problem_ = {code, at, 0, subject, {}};
    }
    constexpr void check(template_failure_code code, const char* at)
    {
        if (code != template_failure_code::none)
            fail(code, at, here.state == html_state::value ? tag.attribute() : std::string_view());
    }

    // Its second half may stand in the next piece.
    [[nodiscard]] constexpr bool may_be_end_of_noscript(const char* at) const
    {
        constexpr std::string_view name = "</noscript";
        const auto size = static_cast<std::size_t>(end_ - at);
        return is_name({at, size < name.size() ? size : name.size()}, name.substr(0, size));
    }

    constexpr void skip_to(char c)
    {
        const char* at = at_; // a local variable, as the compiler takes longer to find a member
        const char* const end = end_;
        for (; at != end && *at != c; ++at)
            ;
        at_ = at;
    }

    constexpr void step()
    {
        switch (here.state) {
        case html_state::text:
            skip_to('<');
            if (at_ != end_)
                markup();
            break;
        case html_state::escapable:
        case html_state::raw:
        case html_state::script:
        case html_state::style:
            content();
            break;
        case html_state::comment_start:
            if (*at_ == '>' || *at_ == '-') // these end a comment at its beginning
                return fail(template_failure_code::split_markup, at_);
            here.state = html_state::comment;
            break;
        case html_state::comment:
            comment();
            break;
        case html_state::declaration:
            skip_to('>');
            if (at_ != end_) {
                ++at_;
                here.state = html_state::text;
            }
            break;
        case html_state::value:
            value();
            break;
        default:
            in_tag();
        }
    }

    /// A `<` in text.
    constexpr void markup()
    {
        const char* const begin = at_;
        ++at_;
        if (at_ == end_) {
            here.state = html_state::tag_name; // a field here is refused for the tag's name
            here.end_tag = false;
            tag.reset();
            tag.is_split = true;
        } else if (is_letter(*at_)) {
            open_tag(at_, false);
        } else if (*at_ == '/') {
            if (at_ + 1 == end_)
                return fail(template_failure_code::split_markup, begin);
            if (is_letter(at_[1]))
                open_tag(at_ + 1, true);
            else
                here.state = html_state::declaration;
        } else if (*at_ == '!') {
            if (starts_with_name(at_, end_, "!--")) {
                at_ += 3;
                const bool is_empty = (at_ != end_ && *at_ == '>') || starts_with_name(at_, end_, "->");
                here.state = at_ == end_ ? html_state::comment_start
                             : is_empty  ? html_state::text
                                         : html_state::comment;
            } else if (at_ + 1 == end_ || (at_[1] == '-' && at_ + 2 == end_)) {
                fail(template_failure_code::split_markup, begin);
            } else if (at_[1] == '[') {
                fail(template_failure_code::cdata, begin);
            } else {
                here.state = html_state::declaration;
            }
        } else if (*at_ == '?') {
            here.state = html_state::declaration;
        }
    }

    constexpr void open_tag(const char* name, bool is_end)
    {
        const char* after = name;
        const char* const end = end_;
        for (; after != end && *after != '>' && *after != '/' && !is_html_space(*after); ++after)
            ;
        here.element = element_of(slice(name, after));
        here.end_tag = is_end;
        here.opens_foreign = false;
        here.self_closing = false;
        here.language = script_language::javascript;
        tag.reset();
        if (is_name(slice(name, after), "noscript"))
            here.in_noscript = !is_end;
        if (is_name(slice(name, after), "plaintext"))
            return fail(template_failure_code::plaintext, name);
        for (const char* each = name; each != after; ++each)
            if (*each == '<' || *each == '=' || *each == '"' || *each == '\'' || *each == '`')
                return fail(template_failure_code::bad_in_attribute_name, each, slice(each, each + 1));
        if (const foreign_element foreign = foreign_element_of(slice(name, after)); foreign != foreign_element::none)
            change_foreign(foreign, name, slice(name, after));
        at_ = after;
        here.state = after == end_ ? html_state::tag_name : html_state::tag;
    }

    constexpr void change_foreign(foreign_element element, const char* at, std::string_view name)
    {
        const bool begins = element == foreign_element::svg || element == foreign_element::math;
        if (here.foreign == 0 && (!begins || here.end_tag))
            return;
        // desc and foreignObject are nothing special in MathML, and annotation-xml is not elsewhere.
        const auto top = static_cast<foreign_element>(here.foreign % 8);
        const bool is_math = top == foreign_element::math || top == foreign_element::annotation;
        if (!begins && is_math != (element == foreign_element::annotation))
            return;
        const auto digit = static_cast<unsigned>(element);
        if (!here.end_tag) {
            if (here.foreign >> 24 != 0)
                return fail(template_failure_code::nested_too_deep, at, name);
            here.foreign = here.foreign * 8 + digit;
            here.opens_foreign = true;
        } else if (here.foreign % 8 == digit) {
            here.foreign /= 8;
        } else {
            fail(template_failure_code::foreign_order, at, name);
        }
    }

    /// Whether the content of a script and the like is markup, too.
    [[nodiscard]] constexpr bool is_foreign() const
    {
        return here.foreign != 0 && here.foreign % 8 != static_cast<unsigned>(foreign_element::html_again);
    }

    /// Behind the `>` of a tag.
    constexpr void close_tag()
    {
        const html_element element = here.element;
        const script_language language = here.language;
        const bool is_end = here.end_tag;
        const unsigned foreign = here.self_closing && here.opens_foreign ? here.foreign / 8 : here.foreign;
        const bool in_noscript = here.in_noscript;
        here = {};
        here.foreign = foreign;
        here.in_noscript = in_noscript;
        if (is_end)
            return;
        switch (element) {
        case html_element::script:
            here.state = html_state::script;
            here.language = language;
            break;
        case html_element::style:
            here.state = html_state::style;
            break;
        case html_element::title:
        case html_element::textarea:
            here.state = html_state::escapable;
            break;
        case html_element::xmp:
        case html_element::noembed:
        case html_element::noframes:
        case html_element::iframe:
            here.state = html_state::raw;
            break;
        default:
            return;
        }
        here.element = element;
    }

    constexpr void content();
    [[nodiscard]] constexpr bool is_end_of_content(const char* at) const;
    [[nodiscard]] constexpr bool is_split_end(const char* at) const;
    constexpr void comment();
    constexpr void in_tag();
    constexpr void attribute_name();
    constexpr void begin_value();
    constexpr void value();
    constexpr void special_value(std::string_view text);
    constexpr template_failure_code field_here(escaper& how);

    template_failure* problem_ = nullptr;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
};

} // namespace plait::detail
