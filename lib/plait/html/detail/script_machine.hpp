#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/html_context.hpp>
#include <plait/html/detail/template_failure.hpp>

namespace plait::detail {

/// Whether the value of a script's attribute `type` makes it JavaScript or JSON. Browsers take an empty one, and one of
/// white space only, for JavaScript.
[[nodiscard]] constexpr script_language script_language_of(std::string_view type) noexcept
{
    type = trimmed(type);
    for (std::size_t i = 0; i < type.size(); ++i)
        if (type.data()[i] == ';') {
            type = trimmed(type.substr(0, i));
            break;
        }
    if (type.empty()
        || is_in_list(
            type, "module text/javascript application/javascript text/ecmascript application/ecmascript "
                  "application/x-javascript application/x-ecmascript text/x-javascript text/x-ecmascript text/jscript "
                  "text/livescript text/javascript1.0 text/javascript1.1 text/javascript1.2 text/javascript1.3 "
                  "text/javascript1.4 text/javascript1.5"))
        return script_language::javascript;
    // An import map is JSON, too, but what it holds names code.
    if (is_in_list(type, "application/json text/json")
        || (type.size() > 5 && is_name(slice(type.data() + type.size() - 5, type.data() + type.size()), "+json")))
        return script_language::json;
    return script_language::unknown;
}

// There is no tokenizer of JavaScript here. A field is a whole JSON value where one may stand, behind one of = ( [ , : ?
// or return; Behind a slash, a backtick or a backslash only a parser could tell text from code, and each of the many
// that tried has let something through. So no field may follow these in a script.

/// What a character of code outside strings and comments makes of the place.
[[nodiscard]] constexpr script_part script_part_behind(char c, script_language language) noexcept
{
    const bool is_code = language == script_language::javascript;
    if (c == '/' || c == '`' || c == '\\')
        return script_part::lost;
    if (static_cast<unsigned char>(c) == 0xE2) // the first byte of the line ends that end a comment, too
        return script_part::lost;
    if (c == '[' || c == ',' || c == ':' || (is_code && (c == '=' || c == '(' || c == '?')))
        return script_part::value;
    return script_part::other;
}

/// Whether a comment begins here, or may do so, that ends with the line: --> on some lines, and #! in the first one. A part
/// of the sign may stand before this text, or behind it.
[[nodiscard]] constexpr bool may_begin_comment(const char* at, const char* begin, const char* end) noexcept
{
    const auto left = end - at;
    if (*at == '#')
        return left == 1 || at[1] == '!';
    if (*at == '>')
        return at == begin;
    return *at == '-' && left >= 2 && ((at == begin && at[1] == '>') || (left >= 3 && at[1] == '-' && at[2] == '>'));
}

/// Whether what comes next stands behind a field, perhaps with a comment between.
[[nodiscard]] constexpr bool follows_field(const html_context& context) noexcept
{
    const bool is_comment = context.script == script_part::line_comment || context.script == script_part::block_comment;
    const script_part part = is_comment ? context.script_back : context.script;
    return part == script_part::after_field || part == script_part::line_after_field;
}

/// Follows the text of a script.
[[nodiscard]] constexpr template_failure_code
follow_script(html_context& context, const char* begin, const char* end) noexcept
{
    for (const char* at = begin; at != end; ++at) {
        const char c = *at;
        switch (context.script) {
        case script_part::lost:
            return template_failure_code::none;
        case script_part::string:
            if (c == '\\' && at + 1 != end)
                ++at;
            else if (c == '\\' || c == '\n' || c == '\r')
                context.script = script_part::lost;
            else if (c == context.inner_quote)
                context.script = script_part::other;
            continue;
        case script_part::line_comment:
            if (c == '\n' || c == '\r')
                context.script = context.script_back == script_part::after_field ? script_part::line_after_field
                                                                                 : context.script_back;
            else if (static_cast<unsigned char>(c) == 0xE2) // U+2028 and U+2029 end a line, too
                context.script = script_part::lost;
            continue;
        case script_part::block_comment:
            if (c == '*' && at + 1 != end && at[1] == '/') {
                ++at;
                context.script = context.script_back;
            }
            continue;
        default:
            break;
        }
        const bool is_after_field = context.script == script_part::after_field;
        const bool follows_line = context.script == script_part::line_after_field;
        if (is_html_space(c) || c == '\v') {
            if (is_after_field && c == '\n')
                context.script = script_part::line_after_field;
            continue;
        }
        // These are comments wherever they stand in code, also behind a value, where one slash would divide it.
        if (c == '/' && at + 1 != end && (at[1] == '/' || at[1] == '*')) {
            context.script_back = context.script;
            context.script = at[1] == '/' ? script_part::line_comment : script_part::block_comment;
            ++at;
            continue;
        }
        if ((is_after_field || follows_line) && c != ';' && c != ',' && c != ')' && c != ']' && c != '}' && c != ':'
            && !(follows_line && is_word(c)))
            return template_failure_code::script_after_field;
        if (c == '"' || c == '\'') {
            context.inner_quote = c;
            context.script = script_part::string;
        } else if ((c == '-' || c == '>' || c == '#') && may_begin_comment(at, begin, end)) {
            context.script = script_part::lost;
        } else if (is_word(c) || c == '$' || c == '.') {
            const char* word = at;
            while (at + 1 != end && (is_word(at[1]) || at[1] == '$' || at[1] == '.'))
                ++at;
            // What comes right behind the word would be a part of it.
            const bool is_return = context.language == script_language::javascript && at + 1 != end
                                   && same_text(slice(word, at + 1), "return");
            context.script = is_return ? script_part::value : script_part::other;
        } else {
            context.script = script_part_behind(c, context.language);
        }
    }
    return template_failure_code::none;
}

/// Whether a field may stand here, as a JSON value.
[[nodiscard]] constexpr template_failure_code field_in_script(html_context& context) noexcept
{
    if (context.language == script_language::unknown)
        return template_failure_code::script_unknown_type;
    switch (context.script) {
    case script_part::value:
        context.script = script_part::after_field;
        return template_failure_code::none;
    case script_part::start:
        if (context.language == script_language::javascript)
            return template_failure_code::script_not_a_value;
        context.script = script_part::after_field;
        return template_failure_code::none;
    case script_part::string:
        return template_failure_code::script_in_string;
    case script_part::line_comment:
    case script_part::block_comment:
        return template_failure_code::script_in_comment;
    case script_part::lost:
        return template_failure_code::script_after_slash;
    case script_part::after_field:
    case script_part::line_after_field:
    case script_part::other:
        break;
    }
    return template_failure_code::script_not_a_value;
}

} // namespace plait::detail
