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
    const std::uint32_t size = made.size;
    const std::uint32_t literal_bytes = made.literal_bytes;
    const std::uint32_t steps = step_count;
    html_context begin = start.here;
    forget_what_ended(begin);
    for (int reading = 0; !problem; ++reading) {
        at = body;
        made.size = size;
        made.literal_bytes = literal_bytes;
        step_count = steps;
        waiting_length_ = 0;
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
        if (problem) {
            problem.in_next_round = reading > 0 || problem.in_next_round;
            break;
        }
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

} // namespace plait::detail
