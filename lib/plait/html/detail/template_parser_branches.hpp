#pragma once

#include <plait/html/detail/template_parser_class.hpp>

namespace plait::detail {

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
            if (!path.empty() && *path.data() == '!')
                return fail(template_failure_code::use_if_not, now.begin, path.substr(1));
            if (path.empty())
                return fail(
                    template_failure_code::path_missing, now.begin,
                    now.kind == tag_kind::if_ ? "#if field" : "else if field");
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
    if (path.empty())
        return fail(template_failure_code::path_missing, tag.begin, "#each items as item");
    if (std::string_view rest = words; same_text(take_word(rest), "in"))
        return fail(template_failure_code::as_expected, tag.begin, take_word(rest));
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
    const std::uint32_t loop = emit(opcode::each, list);
    if (loop < space_.code_size)
        space_.code[loop].loop = static_cast<unsigned char>(scope_.loops());
    template_tag next = rounds(tag, at, list, name, start);
    if (problem)
        return;
    aim(loop);
    if (next.kind == tag_kind::else_) {
        const branch_start end = start_branch();
        restart_branch(start);
        const std::uint32_t skip = emit(opcode::jump_if, list);
        next = nodes(at, false);
        if (problem)
            return;
        end_branch(end, tag.begin);
        aim(skip);
    } else {
        end_branch(start, tag.begin);
    }
    (void)expect_close(next, "each", tag);
}

/// Reads what a loop repeats, and returns the tag behind it. A round may begin where the one before ended, so it is read
/// again with both places joined until they are where rounds end, too.
constexpr template_tag template_parser::rounds(
    const template_tag& tag, cursor& at, const template_operand& list, std::string_view name, const branch_start& start)
{
    constexpr int most_readings = 4;
    const cursor body = at;
    const auto outside = scope_.now();
    const made_so_far before = so_far();
    html_context begin = start.here;
    forget_what_ended(begin);
    for (int reading = 0; !problem; ++reading) {
        at = body;
        back_to(before);
        if (reading > 0) {
            restart_branch(start);
            machine_.here = begin;
        }
        template_operand element;
        element.type = list.type->inner;
        element.slot = scope_.enter_loop(*list.type);
        if (!scope_.add(name, element))
            fail(template_failure_code::nested_too_deep, tag.begin);
        const template_tag next = nodes(at, false);
        scope_.back_to(outside);
        if (problem && reading > 0 && problem.code == template_failure_code::script_not_a_value) {
            std::string_view words = tag.words;
            problem.code = template_failure_code::script_list;
            problem.subject = take_word(words);
        } else if (problem) {
            problem.in_next_round = reading > 0 || problem.in_next_round;
        }
        if (problem)
            break;
        html_context joined = begin;
        if (start.in_tag && start.tag.size() != machine_.tag.size())
            fail(template_failure_code::attribute_in_loop, tag.begin);
        else if (!join_places(joined, machine_.here) || reading == most_readings)
            fail(template_failure_code::loop_differs, tag.begin);
        else if (joined == begin)
            return next;
        begin = joined;
    }
    return {};
}

/// Whether a type is named so, without the namespace.
[[nodiscard]] constexpr bool is_type_named(const value_type& type, std::string_view name)
{
    if (type.kind == value_kind::text || type.kind == value_kind::view)
        return same_text(name, "string");
    const std::string_view full = type.name();
    if (name.empty() || full.size() < name.size())
        return false;
    const char* const end = full.data() + full.size();
    const char* const begin = end - name.size();
    return same_text(slice(begin, end), name) && (begin == full.data() || begin[-1] == ':');
}

/// Which alternative of a variant a name means. A whole name goes before the end of another one's.
[[nodiscard]] constexpr std::size_t
find_alternative(const value_type& variant, std::string_view name, bool& is_ambiguous)
{
    const std::size_t count = variant.alternative_count;
    std::size_t found = count;
    for (std::size_t i = 0; i != count; ++i) {
        const value_type& each = *variant.alternatives[i];
        if (!is_type_named(each, name))
            continue;
        if (each.kind != value_kind::text && each.kind != value_kind::view && same_text(each.name(), name)) {
            is_ambiguous = false;
            return i;
        }
        is_ambiguous = found != count;
        found = i;
    }
    return found;
}

/// `{{#match value}} {{#case type as name}} ... {{else}} ... {{/match}}`: what is done for each type of a variant.
constexpr void template_parser::match_node(const template_tag& tag, cursor& at)
{
    std::string_view words = tag.words;
    const std::string_view path = take_word(words);
    if (path.empty())
        return fail(template_failure_code::path_missing, tag.begin, "#match field");
    template_operand value = scope_.find(path, problem);
    template_scope::unwrap(value, tag.begin, problem);
    if (problem) {
        problem.part = file_;
        return;
    }
    if (value.type->kind != value_kind::variant)
        return fail(template_failure_code::not_a_variant, place_of(path), path, value.type->name());
    nothing_left(words);
    const branch_start start = start_branch();
    branch_start ends = start;
    bool has_end = false;
    std::uint32_t jumps[most_branches] = {};
    int jump_count = 0;
    std::size_t found[most_branches] = {};
    std::size_t cases = 0;
    while (at.at != at.end && is_html_space(*at.at))
        ++at.at;
    template_tag now{};
    if (at.end - at.at >= 2 && *at.at == '{' && at.at[1] == '{')
        now = next_tag(at);
    if (now.kind != tag_kind::case_)
        return fail(template_failure_code::case_expected, tag.begin);
    while (!problem) {
        const bool is_else = now.kind == tag_kind::else_;
        std::uint32_t unless = 0;
        const auto outside = scope_.now();
        if (!is_else) {
            std::string_view rest = now.words;
            const std::string_view type = take_word(rest);
            if (type.empty())
                return fail(template_failure_code::path_missing, now.begin, "#case type as name");
            bool is_ambiguous = false;
            const std::size_t which = find_alternative(*value.type, type, is_ambiguous);
            if (is_ambiguous)
                return fail(template_failure_code::ambiguous_alternative, now.begin, type, value.type->name());
            if (which == value.type->alternative_count)
                return fail(template_failure_code::no_such_alternative, now.begin, type, value.type->name());
            for (std::size_t i = 0; i != cases; ++i)
                if (found[i] == which)
                    return fail(template_failure_code::alternative_twice, now.begin, type);
            if (jump_count == most_branches)
                return fail(template_failure_code::nested_too_deep, now.begin);
            found[cases++] = which;
            unless = emit(opcode::match, value);
            if (unless < space_.code_size)
                space_.code[unless].number = static_cast<std::uint32_t>(which);
            const std::string_view name = name_after_as(rest, now.begin);
            nothing_left(rest);
            template_operand inner = value;
            if (!inner.add(value.type->inside))
                fail(template_failure_code::path_too_long, now.begin);
            inner.type = value.type->alternatives[which];
            if (!name.empty() && !problem && !scope_.add(name, inner))
                fail(template_failure_code::nested_too_deep, now.begin);
        }
        const template_tag next = nodes(at, false);
        scope_.back_to(outside);
        if (problem)
            return;
        if (has_end)
            end_branch(ends, tag.begin);
        if (is_else || (next.kind != tag_kind::case_ && next.kind != tag_kind::else_)) {
            if (!expect_close(next, "match", tag))
                return;
            if (!is_else && cases != value.type->alternative_count)
                return fail(template_failure_code::alternatives_missing, tag.begin, path, value.type->name());
            if (!is_else)
                aim(unless);
            break;
        }
        ends = start_branch();
        has_end = true;
        jumps[jump_count++] = emit({.op = opcode::jump});
        aim(unless);
        restart_branch(start);
        now = next;
    }
    while (jump_count > 0)
        aim(jumps[--jump_count]);
}

} // namespace plait::detail
