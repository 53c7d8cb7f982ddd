#pragma once

#include <plait/html/detail/template_parser_class.hpp>

namespace plait::detail {

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

/// Keeps a block for those who insert it.
constexpr void template_parser::define(const template_tag& tag, cursor& at)
{
    std::string_view parameters = tag.words;
    const std::string_view name = take_word(parameters);
    if (name.empty() || !is_letter(*name.data()))
        return fail(template_failure_code::name_expected, tag.begin, name);
    if (block_count_ == most_blocks)
        return fail(template_failure_code::too_many_blocks, tag.begin);
    block& made_block = blocks_[block_count_++];
    made_block = {name, parameters, at, false};
    made_block.body.file = file_;

    // Its text is only skipped here, as where it is inserted tells how its fields are escaped.
    const char* each = at.at;
    int open = 1;
    while (each != at.end) {
        if (*each != '{' || each + 1 == at.end || each[1] != '{') {
            ++each;
            continue;
        }
        const template_tag inner = read_tag(each, at.end, problem);
        if (problem) {
            problem.part = file_;
            return;
        }
        if (inner.kind == tag_kind::block)
            return fail(template_failure_code::nested_block, inner.begin);
        each = inner.end;
        if (inner.kind == tag_kind::close && same_text(inner.words, "block")) {
            open = 0;
            const char* line = inner.begin;
            while (line != at.at && (line[-1] == ' ' || line[-1] == '\t'))
                --line;
            made_block.body.end = line == at.at || line[-1] == '\n' ? line : inner.begin;
            break;
        }
    }
    if (open)
        return fail(template_failure_code::block_not_closed, tag.begin, "block");
    at.at = each;
    // Empty lines between blocks are for those who read the file.
    at.starts_line = false;
    for (const char* rest = each; rest != at.end && is_html_space(*rest); ++rest)
        if (*rest == '\n') {
            at.at = rest + 1;
            at.starts_line = true;
        }
}

/// `{{> name parameter=path}}`: inserts a block, or a file.
constexpr void template_parser::insert(const template_tag& tag)
{
    std::string_view words = tag.words;
    const std::string_view name = take_word(words);
    if (name.empty())
        return fail(template_failure_code::path_missing, tag.begin, "> name");
    if (*name.data() == '"')
        return fail(
            template_failure_code::quoted_block, tag.begin, slice(name.data() + 1, name.data() + name.size() - 1));
    int which = block_count_ - 1;
    while (which >= 0 && !same_text(blocks_[which].name, name))
        --which;
    unsigned file = 0;
    while (which < 0 && file != file_count_ && !same_text(files_[file].name, name))
        ++file;
    if (which < 0 && file == file_count_)
        return fail(template_failure_code::no_such_block, tag.begin, name);

    if (which >= 0)
        blocks_[which].is_used = true;
    cursor body = which >= 0 ? blocks_[which].body : start_of(file);
    const int id = which >= 0 ? which : -1 - static_cast<int>(file);
    for (int i = 0; i < insertion_count_; ++i)
        if (insertions_[i] == id)
            return fail(template_failure_code::inserts_itself, tag.begin, name);
    if (insertion_count_ == most_insertions_deep)
        return fail(template_failure_code::nested_too_deep, tag.begin);
    if (++all_insertions_ > most_insertions)
        return fail(template_failure_code::too_many_insertions, tag.begin);

    const auto outside = scope_.now();
    bind_parameters(
        {tag.kind, tag.begin, tag.end, words}, which >= 0 ? blocks_[which].parameters : std::string_view(), which < 0);
    if (!problem)
        insert_body(body, id, outside.end);
    scope_.back_to(outside);
}

constexpr void template_parser::bind_parameters(const template_tag& tag, std::string_view expected, bool any)
{
    // All values are looked for before the names come into sight.
    constexpr int most_parameters = 8;
    std::string_view names[most_parameters];
    template_operand values[most_parameters];
    int count = 0;
    std::string_view words = tag.words;
    while (!problem) {
        const std::string_view name = take_word(words);
        if (name.empty())
            break;
        if (!is_letter(*name.data()) || !same_text(take_word(words), "="))
            return fail(template_failure_code::words_left, place_of(name), name);
        std::string_view left = expected;
        std::string_view each = take_word(left);
        while (!any && !each.empty() && !same_text(each, name))
            each = take_word(left);
        if ((!any && each.empty()) || count == most_parameters)
            return fail(template_failure_code::parameter_unknown, place_of(name), name);
        for (int i = 0; i < count; ++i)
            if (same_text(names[i], name))
                return fail(template_failure_code::parameter_twice, place_of(name), name);
        names[count] = name;
        values[count] = scope_.find(take_word(words), problem);
        if (problem)
            problem.part = file_;
        ++count;
    }
    while (!problem) {
        const std::string_view name = take_word(expected);
        if (name.empty())
            break;
        int i = 0;
        while (i != count && !same_text(names[i], name))
            ++i;
        if (i == count)
            return fail(template_failure_code::parameter_missing, tag.begin, name);
    }
    for (int i = 0; i < count && !problem; ++i)
        if (!scope_.add(names[i], values[i]))
            fail(template_failure_code::nested_too_deep, tag.begin);
}

constexpr void template_parser::insert_body(cursor body, int id, int first_name)
{
    const auto outside = scope_.now();
    scope_.hide_from(first_name);
    insertions_[insertion_count_++] = id;
    const unsigned file = file_;
    file_ = body.file;
    const template_tag last = nodes(body, id < 0);
    if (!problem && last.kind == tag_kind::close)
        fail(template_failure_code::close_without_open, last.begin, last.words);
    else if (!problem && last.kind != tag_kind::none)
        fail(template_failure_code::else_without_if, last.begin);
    file_ = file;
    --insertion_count_;
    scope_.back_to(outside);
}

} // namespace plait::detail
