#pragma once

#include <plait/html/detail/template_parser_class.hpp>

namespace plait::detail {

/// Takes the text up to the next tag, and the tag. At the end of the text there is no tag.
constexpr template_tag template_parser::next_tag(cursor& at)
{
    const char* const begin = at.at;
    const char* open = begin;
    const char* const end = at.end;
    for (; open != end && !(*open == '{' && open + 1 != end && open[1] == '{'); ++open)
        ;
    if (open == at.end) {
        at.at = at.end;
        text(begin, at.end);
        return {};
    }
    const template_tag tag = read_tag(open, at.end, problem);
    if (problem) {
        problem.part = file_;
        return {};
    }
    // A tag that writes nothing itself leaves no line where it stands on one alone.
    const char* line = open;
    while (line != begin && (line[-1] == ' ' || line[-1] == '\t'))
        --line;
    const char* rest = tag.end;
    while (rest != at.end && (*rest == ' ' || *rest == '\t' || *rest == '\r'))
        ++rest;
    const bool begins = line == begin ? at.starts_line : line[-1] == '\n';
    const bool ends = rest == at.end || *rest == '\n';
    if (tag.is_silent() && begins && ends) {
        text(begin, line);
        at.at = rest == at.end ? rest : rest + 1;
        at.starts_line = true;
    } else {
        text(begin, open);
        at.at = tag.end;
        at.starts_line = false;
    }
    return tag;
}

/// Reads up to a tag that ends this part, and returns it, or a tag of no kind at the end of the text.
constexpr template_tag template_parser::nodes(cursor& at, bool is_top)
{
    if (++depth_ > most_nodes_deep)
        fail(template_failure_code::nested_too_deep, at.at);
    while (!problem) {
        const template_tag tag = next_tag(at);
        if (problem)
            break;
        if (language_ == template_language::html && tag.kind != tag_kind::field
            && !machine_.settle(tag.kind == tag_kind::none ? at.at : tag.begin, problem))
            problem.part = file_;
        switch (tag.kind) {
        case tag_kind::close:
            if (is_top)
                fail(template_failure_code::close_without_open, tag.begin, tag.words);
            [[fallthrough]];
        case tag_kind::none:
            --depth_;
            return tag;
        case tag_kind::else_:
        case tag_kind::else_if:
        case tag_kind::case_:
            if (is_top)
                fail(template_failure_code::else_without_if, tag.begin);
            --depth_;
            return tag;
        default:
            node(tag, at, is_top);
        }
    }
    --depth_;
    return {};
}

constexpr void template_parser::node(const template_tag& tag, cursor& at, bool is_top)
{
    switch (tag.kind) {
    case tag_kind::field:
        return field(tag);
    case tag_kind::literal: {
        const template_operand value = scope_.find(tag.words, problem);
        if (!problem)
            text(value.text.data(), value.text.data() + value.text.size());
        break;
    }
    case tag_kind::if_:
        return if_node(tag, at);
    case tag_kind::each:
        return each_node(tag, at);
    case tag_kind::match:
        return match_node(tag, at);
    case tag_kind::block:
        if (!is_top)
            return fail(template_failure_code::nested_block, tag.begin);
        return define(tag, at);
    case tag_kind::insert:
        return insert(tag);
    case tag_kind::insert_or:
        return insert_or(tag, at);
    default:
        break;
    }
    if (problem)
        problem.part = file_;
}

constexpr void template_parser::nothing_left(std::string_view words)
{
    if (const std::string_view left = take_word(words); !left.empty())
        fail(template_failure_code::words_left, place_of(left), left);
}

constexpr void template_parser::field(const template_tag& tag)
{
    std::string_view words = tag.words;
    const std::string_view path = take_word(words);
    const template_operand value = scope_.find(path, problem);
    if (problem)
        problem.part = file_;
    nothing_left(words);
    if (!problem)
        show(value, tag.begin);
}

constexpr void template_parser::show(const template_operand& value, const char* at)
{
    template_operand inner = value;
    template_scope::unwrap(inner, at, problem);
    const escaper how = language_ == template_language::html && !problem ? machine_.field(at, problem) : escaper::none;
    if (problem) {
        problem.part = file_;
        return;
    }
    // JSON of an empty optional is null, so the value is not looked for in it.
    const template_operand& shown = is_json(how) ? value : inner;
    if (const auto code = fits(*shown.type, how); code != template_failure_code::none)
        fail(code, at, {}, shown.type->name());
    const bool is_text = shown.type->kind == value_kind::text && (how == escaper::html || how == escaper::attribute);
    emit(
        shown.type->kind == value_kind::literal ? opcode::constant
        : is_text                               ? opcode::field_text
                                                : opcode::field,
        shown, how);
}

/// The name behind `as`, or an empty one where nothing is left.
constexpr std::string_view template_parser::name_after_as(std::string_view& words, const char* at)
{
    const std::string_view as = take_word(words);
    if (as.empty())
        return {};
    const std::string_view name = take_word(words);
    if (!same_text(as, "as"))
        fail(template_failure_code::words_left, place_of(as), as);
    else if (name.empty() || !is_letter(*name.data()))
        fail(template_failure_code::name_expected, name.empty() ? at : name.data(), name);
    else if (scope_.is_taken(name))
        fail(template_failure_code::name_taken, place_of(name), name);
    return name;
}

constexpr bool template_parser::expect_close(const template_tag& found, std::string_view name, const template_tag& open)
{
    if (problem)
        return false;
    if (found.kind == tag_kind::none)
        fail(template_failure_code::block_not_closed, open.begin, name);
    else if (found.kind != tag_kind::close)
        fail(template_failure_code::else_without_if, found.begin);
    else if (!same_text(found.words, name))
        fail(template_failure_code::close_of_other, found.begin, found.words, name);
    return !problem;
}

} // namespace plait::detail
