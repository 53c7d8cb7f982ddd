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
    emit(shown.type->kind == value_kind::literal ? opcode::constant : opcode::field, shown, how);
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

constexpr void template_parser::if_node(const template_tag& tag, cursor& at)
{
    const branch_start start = start_branch();
    const auto outside = scope_.now();
    branch_start ends{};
    bool has_end = false;
    std::uint32_t jumps[most_branches] = {};
    int jump_count = 0;
    template_tag now = tag;
    while (!problem) {
        const bool is_else = now.kind == tag_kind::else_;
        std::uint32_t unless = 0;
        std::string_view words = now.words;
        if (!is_else) {
            std::string_view path = take_word(words);
            const bool is_not = same_text(path, "not");
            if (is_not)
                path = take_word(words);
            template_operand value = scope_.find(path, problem);
            if (problem) {
                problem.part = file_;
                return;
            }
            if (!value.type->has_truth)
                return fail(template_failure_code::not_a_condition, place_of(path), path, value.type->name());
            unless = emit(is_not ? opcode::jump_if : opcode::jump_unless, value);
            const std::string_view name = name_after_as(words, now.begin);
            if (!name.empty() && !problem) {
                template_scope::unwrap(value, now.begin, problem);
                if (is_not || !scope_.add(name, value))
                    fail(template_failure_code::words_left, place_of(name), name);
            }
        }
        nothing_left(words);
        const template_tag next = nodes(at, false);
        scope_.back_to(outside);
        if (problem)
            return;
        if (has_end)
            end_branch(ends, tag.begin);
        const bool goes_on = !is_else && (next.kind == tag_kind::else_ || next.kind == tag_kind::else_if);
        if (!goes_on) {
            if (!expect_close(next, "if", tag))
                return;
            if (!is_else) { // without an else, nothing may change
                end_branch(start, tag.begin);
                aim(unless);
            }
            break;
        }
        ends = start_branch();
        has_end = true;
        if (jump_count == most_branches)
            return fail(template_failure_code::nested_too_deep, next.begin);
        jumps[jump_count++] = emit({.op = opcode::jump});
        aim(unless);
        restart_branch(start);
        now = next;
    }
    while (jump_count > 0)
        aim(jumps[--jump_count]);
}

constexpr void template_parser::each_node(const template_tag& tag, cursor& at)
{
    std::string_view words = tag.words;
    const std::string_view path = take_word(words);
    template_operand list = scope_.find(path, problem);
    template_scope::unwrap(list, tag.begin, problem);
    if (problem) {
        problem.part = file_;
        return;
    }
    if (list.type->kind != value_kind::list && list.type->kind != value_kind::map)
        return fail(template_failure_code::not_a_list, place_of(path), path, list.type->name());
    const std::string_view name = name_after_as(words, tag.begin);
    if (name.empty())
        fail(template_failure_code::as_expected, tag.begin, path);
    nothing_left(words);
    if (scope_.loops() == most_loops)
        fail(template_failure_code::nested_too_deep, tag.begin);
    if (problem)
        return;

    const branch_start start = start_branch();
    const auto outside = scope_.now();
    const std::uint32_t loop = emit(opcode::each, list);
    if (loop < space_.code_size)
        space_.code[loop].loop = static_cast<unsigned char>(scope_.loops());
    template_operand element;
    element.type = list.type->inner;
    element.slot = scope_.enter_loop(*list.type);
    if (!scope_.add(name, element))
        fail(template_failure_code::nested_too_deep, tag.begin);
    template_tag next = nodes(at, false);
    scope_.back_to(outside);
    if (problem)
        return;
    aim(loop);
    html_context after = start.here;
    if (start.in_tag && start.tag.size() != machine_.tag.size())
        fail(template_failure_code::attribute_in_loop, tag.begin);
    else if (!join_places(after, machine_.here) || !(after == start.here))
        fail(template_failure_code::loop_differs, tag.begin);
    if (problem)
        return;
    restart_branch(start);
    if (next.kind == tag_kind::else_) {
        const std::uint32_t skip = emit(opcode::jump_if, list);
        next = nodes(at, false);
        if (problem)
            return;
        end_branch(start, tag.begin);
        aim(skip);
    }
    (void)expect_close(next, "each", tag);
}

} // namespace plait::detail
