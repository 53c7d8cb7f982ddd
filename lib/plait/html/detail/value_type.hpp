#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::detail {

enum class value_kind : unsigned char {
    unknown, // a type that no template can show
    text,    // std::string
    view,    // std::string_view
    leaf,    // others that have a text
    number,
    boolean,
    html,
    url,
    css,
    json,
    optional,
    list,
    map,
    object,
    variant,
    literal, // no type of data: a text that stands in the template
};

/// A place for the text of a number, or of a value whose formatter makes a string.
struct text_buffer {
    char digits[32];
    std::string made;
};

struct value_type;

using inside_function = const void* (*)(const void*);

struct value_member {
    std::string_view name;
    const value_type* type = nullptr;
    inside_function get = nullptr;
};

/// What one round of a loop sees.
struct loop_round {
    const void* element;
    const void* key;
    bool is_last;
};

constexpr std::string_view name_of_number()
{
    return "a number";
}
constexpr std::string_view name_of_literal()
{
    return "a text";
}

/// What the inside of templates knows of a type of the user's data. It is made while compiling, so that one compiled
/// function renders all templates, and no code is made for each.
struct value_type {
    value_kind kind = value_kind::unknown;
    std::string_view (*name)() = &name_of_number;
    const value_member* members = nullptr; // of an object
    std::size_t member_count = 0;
    const value_type* inner = nullptr;               // of a list's element, a map's value, an optional
    const value_type* key = nullptr;                 // of a map
    const value_type* const* alternatives = nullptr; // of a variant
    std::size_t alternative_count = 0;

    std::string_view (*text)(const void*, text_buffer&) = nullptr;
    bool (*truth)(const void*) = nullptr;
    bool has_truth = false; // g++ with -fsanitize=undefined compares no address with null in a constant expression
    inside_function inside = nullptr;            // of an optional: null if it is empty; of a variant: the alternative
    std::size_t (*index)(const void*) = nullptr; // of a variant
    void (*each)(const void*, void* visitor, void (*visit)(void* visitor, const loop_round&)) = nullptr;
};

inline constexpr value_type literal_type = {.kind = value_kind::literal, .name = &name_of_literal};

} // namespace plait::detail
