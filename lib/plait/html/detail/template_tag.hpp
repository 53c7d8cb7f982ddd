#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/template_failure.hpp>

namespace plait::detail {

enum class tag_kind : unsigned char {
    none,
    comment,
    literal,
    field,
    if_,
    else_,
    else_if,
    each,
    match,
    case_,
    block,
    insert,
    insert_or,
    close
};

/// A tag of the template's language, from `{{` to `}}`.
struct template_tag {
    tag_kind kind = tag_kind::none;
    const char* begin = nullptr;
    const char* end = nullptr;
    std::string_view words; // without the braces and the word that tells the kind

    /// Whether it leaves no line where it stands on one alone. What is inserted brings its own line ends.
    [[nodiscard]] constexpr bool is_silent() const { return kind != tag_kind::literal && kind != tag_kind::field; }
};

/// Takes the next word off: what ends at white space or `=`, or a quoted text with its quotes.
[[nodiscard]] constexpr std::string_view take_word(std::string_view& words)
{
    const char* at = words.data();
    const char* const end = at + words.size();
    while (at != end && is_html_space(*at))
        ++at;
    const char* const begin = at;
    if (at != end && *at == '"') {
        ++at;
        while (at != end && *at != '"')
            ++at;
        if (at != end)
            ++at;
    } else {
        while (at != end && !is_html_space(*at) && *at != '=')
            ++at;
        if (at == begin && at != end)
            ++at; // the = alone
    }
    words = slice(at, end);
    return slice(begin, at);
}

/// Finds the end of a tag: the text behind its braces, or null. A quoted text may have braces in it.
[[nodiscard]] constexpr const char* end_of_tag(const char* at, const char* end)
{
    const bool is_long_comment = end - at >= 5 && at[2] == '!' && at[3] == '-' && at[4] == '-';
    const bool is_comment = end - at >= 3 && at[2] == '!';
    bool quoted = false;
    for (at += is_long_comment ? 5 : 2; end - at >= 2; ++at) {
        if (*at == '"' && !is_comment)
            quoted = !quoted;
        if (*at != '}' || at[1] != '}' || quoted)
            continue;
        if (!is_long_comment || (at[-1] == '-' && at[-2] == '-'))
            return at + 2;
    }
    return nullptr;
}

/// What other languages of templates write, and this one does not know.
[[nodiscard]] constexpr template_failure_code habit(std::string_view word, bool is_alone)
{
    if (*word.data() == '#')
        word = word.substr(1);
    else if (*word.data() == '^' || is_in_list(word, "unless"))
        return template_failure_code::use_if_not;
    else if (is_in_list(word, "endif endfor endeach endwith endblock"))
        return template_failure_code::use_close;
    else if (!is_alone && is_in_list(word, "if each match case block"))
        return template_failure_code::use_hash;
    if (is_in_list(word, "elif elsif elseif"))
        return template_failure_code::use_else_if;
    if (is_alone)
        return template_failure_code::none; // it may be a member's name
    return is_in_list(word, "unless")                     ? template_failure_code::use_if_not
           : is_in_list(word, "for foreach range")        ? template_failure_code::use_each
           : is_in_list(word, "with let")                 ? template_failure_code::use_if_as
           : is_in_list(word, "include template extends") ? template_failure_code::use_insert
                                                          : template_failure_code::none;
}

[[nodiscard]] constexpr std::string_view or_field(std::string_view path)
{
    return path.empty() ? std::string_view("field") : path;
}

/// Reads the tag at `begin`, where `{{` stands.
[[nodiscard]] constexpr template_tag read_tag(const char* begin, const char* end, template_failure& problem)
{
    template_tag tag{tag_kind::none, begin, end_of_tag(begin, end), {}};
    const auto fail = [&](template_failure_code code, std::string_view subject = {}) {
        problem = {code, begin, 0, subject, {}};
        return tag;
    };
    if (begin + 2 != end && (begin[2] == '{' || begin[2] == '&')) {
        const char* name_end = begin + 3;
        while (name_end != end && *name_end != '}')
            ++name_end;
        return fail(template_failure_code::raw_output, trimmed(slice(begin + 3, name_end)));
    }
    if (!tag.end)
        return fail(template_failure_code::tag_not_closed);
    if (begin[2] == '!') {
        tag.kind = tag_kind::comment;
        return tag;
    }
    tag.words = trimmed(slice(begin + 2, tag.end - 2));
    if (tag.words.empty())
        return fail(template_failure_code::tag_empty);
    const char sign = *tag.words.data();
    if (sign == '"') {
        tag.kind = tag_kind::literal;
        return tag;
    }
    std::string_view rest = tag.words;
    const std::string_view first = take_word(rest);
    if (sign == '>') {
        tag.kind = tag_kind::insert;
        tag.words = slice(tag.words.data() + 1, tag.end - 2);
    } else if (sign == '/') {
        tag.kind = tag_kind::close;
        tag.words = trimmed(slice(tag.words.data() + 1, tag.end - 2));
    } else if (first.size() > 1 && sign == '#' && first.data()[1] == '>') {
        tag.kind = tag_kind::insert_or;
        tag.words = slice(tag.words.data() + 2, tag.end - 2);
    } else if (sign == '#') {
        tag.kind = same_text(first, "#if")      ? tag_kind::if_
                   : same_text(first, "#each")  ? tag_kind::each
                   : same_text(first, "#block") ? tag_kind::block
                   : same_text(first, "#match") ? tag_kind::match
                   : same_text(first, "#case")  ? tag_kind::case_
                                                : tag_kind::none;
        if (tag.kind == tag_kind::none) {
            const auto code = habit(first, trimmed(rest).empty());
            return code == template_failure_code::none ? fail(template_failure_code::tag_unknown, first)
                                                       : fail(code, or_field(trimmed(rest)));
        }
        tag.words = rest;
    } else if (same_text(first, "else")) {
        std::string_view after = rest;
        const std::string_view second = take_word(after);
        if (!second.empty() && !same_text(second, "if"))
            return fail(template_failure_code::words_left, second);
        tag.kind = second.empty() ? tag_kind::else_ : tag_kind::else_if;
        tag.words = after;
    } else {
        tag.kind = tag_kind::field;
        rest = trimmed(rest);
        if (!rest.empty() || sign == '^' || sign == 'e') // as few are, to save the compiler the rest
            if (const auto code = habit(first, rest.empty()); code != template_failure_code::none)
                return fail(
                    code, code == template_failure_code::use_hash ? first
                          : sign == '^'                           ? or_field(trimmed(tag.words.substr(1)))
                                                                  : or_field(rest));
    }
    return tag;
}

} // namespace plait::detail
