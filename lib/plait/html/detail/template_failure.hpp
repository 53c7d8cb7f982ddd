#pragma once

#include <string_view>

namespace plait::detail {

/// Why a template is refused. The texts stand in template_failure_text.hpp.
enum class template_failure_code : unsigned char {
    none,
    // The language of templates.
    tag_not_closed,
    tag_empty,
    tag_unknown,
    use_if_not,
    use_else_if,
    use_hash,
    use_each,
    use_if_as,
    use_insert,
    use_close,
    raw_output,
    words_left,
    name_expected,
    path_missing,
    parent_path,
    dot_first,
    dot_alone,
    as_expected,
    close_without_open,
    close_of_other,
    else_without_if,
    block_not_closed,
    default_not_closed,
    literal_not_closed,
    nested_block,
    nested_too_deep,
    inserts_itself,
    no_such_block,
    quoted_block,
    block_unused,
    parameter_missing,
    parameter_unknown,
    parameter_twice,
    too_many_instructions,
    too_many_blocks,
    too_many_insertions,
    // Names and types.
    member_missing,
    not_a_struct,
    not_shown,
    not_shown_here,
    not_a_condition,
    not_a_list,
    not_a_variant,
    case_expected,
    no_such_alternative,
    ambiguous_alternative,
    alternative_twice,
    alternatives_missing,
    not_in_loop,
    key_of_list,
    name_taken,
    path_too_long,
    not_html,
    // Where the template's parts end.
    branches_differ,
    loop_differs,
    ends_in_markup,
    // Markup.
    split_markup,
    attribute_in_loop,
    duplicate_attribute,
    too_many_attributes,
    equals_sign_without_name,
    bad_in_attribute_name,
    bad_in_unquoted,
    glued_to_tag,
    self_closing,
    plaintext,
    cdata,
    comment_in_script,
    markup_in_foreign,
    noscript_end,
    foreign_order,
    // Fields in markup.
    field_in_tag_name,
    field_in_attribute_name,
    field_in_tag,
    field_in_end_tag,
    field_unquoted,
    field_in_comment,
    field_in_declaration,
    field_in_raw,
    field_in_handler,
    field_in_unknown_attribute,
    field_in_special_attribute,
    field_in_meta_content,
    http_equiv_after_field,
    field_in_srcdoc,
    // Fields in URLs.
    url_ambiguous,
    url_scheme,
    url_reference,
    url_second_field,
    url_colon_after_field,
    url_of_code,
    // Fields in styles.
    css_not_a_value,
    css_in_string,
    css_in_comment,
    css_in_function,
    css_call_of_field,
    css_ambiguous,
    css_lost,
    // Fields in scripts.
    script_unknown_type,
    script_not_a_value,
    script_list,
    script_in_string,
    script_in_comment,
    script_after_slash,
    script_after_field,
};

/// A failure: why, where in the text, and the names that its text mentions.
struct template_failure {
    template_failure_code code = template_failure_code::none;
    const char* at = nullptr;
    unsigned part = 0; // the index of the file
    std::string_view subject;
    std::string_view owner;
    bool in_next_round = false; // of a loop: what is wrong comes of the round before

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return code != template_failure_code::none; }
};

} // namespace plait::detail
