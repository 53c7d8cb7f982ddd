#pragma once

#include <plait/html/detail/template_parser_class.hpp>

namespace plait::detail {

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
    const int which = find_block(name);
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

/// `{{#> name}} ... {{/name}}`: inserts a block or, if the page has none of that name, what stands here. That is checked
/// where there is a block, too.
constexpr void template_parser::insert_or(const template_tag& tag, cursor& at)
{
    std::string_view words = tag.words;
    const std::string_view name = take_word(words);
    if (name.empty())
        return fail(template_failure_code::path_missing, tag.begin, "#> name");
    write_waiting();
    const branch_start start = start_branch();
    const made_so_far before = so_far();
    const template_tag close = nodes(at, false);
    if (!problem && close.kind == tag_kind::none)
        return fail(template_failure_code::default_not_closed, tag.begin, name);
    if (!expect_close(close, name, tag) || find_block(name) < 0)
        return;
    back_to(before);
    restart_branch(start);
    insert(tag);
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
