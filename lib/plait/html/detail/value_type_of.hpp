#pragma once

#include <plait/html/detail/value_concepts.hpp>
#include <plait/html/detail/value_type.hpp>
#include <plait/html/safe_html.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

// The headers of ranges, std::optional and std::variant are not included: who has such members has done that. It would
// double what this header costs to compile.

namespace plait::detail {

template <class T>
constexpr std::string_view name_of_type()
{
#if defined(__clang__) || defined(__GNUC__)
    std::string_view name = __PRETTY_FUNCTION__;
    const std::size_t begin = name.find("T = ") + 4;
    std::size_t end = begin;
    for (int depth = 0; name[end] != ']' || depth > 0; ++end) {
        if (name[end] == ';' && depth == 0)
            break;
        depth += name[end] == '<' || name[end] == '[' ? 1 : name[end] == '>' || name[end] == ']' ? -1 : 0;
    }
    return name.substr(begin, end - begin);
#else
    return "the type";
#endif
}

template <class T>
constexpr value_type make_value_type();

/// The type of a value of the user's data: see `value_type`.
template <class T>
inline constexpr value_type type_of = make_value_type<T>();

template <class T>
const T& value_at(const void* value)
{
    return *static_cast<const T*>(value);
}

//
// Texts of values
//

std::string_view write_number(long long number, text_buffer& buffer);
std::string_view write_number(unsigned long long number, text_buffer& buffer);
std::string_view write_number(float number, text_buffer& buffer);
std::string_view write_number(double number, text_buffer& buffer);

template <class T>
std::string_view text_of_number(const void* value, text_buffer& buffer)
{
    if constexpr (std::same_as<T, float>)
        return write_number(value_at<T>(value), buffer);
    else if constexpr (std::floating_point<T>)
        return write_number(static_cast<double>(value_at<T>(value)), buffer);
    else if constexpr (std::is_signed_v<T>)
        return write_number(static_cast<long long>(value_at<T>(value)), buffer);
    else
        return write_number(static_cast<unsigned long long>(value_at<T>(value)), buffer);
}

template <class T>
std::string_view text_of_leaf(const void* value, text_buffer& buffer)
{
    if constexpr (formatted<T>) {
        buffer.made = template_formatter<T>::text(value_at<T>(value));
        return buffer.made;
    } else if constexpr (std::same_as<T, bool>) {
        return value_at<T>(value) ? "true" : "false";
    } else if constexpr (std::same_as<T, char>) {
        return {static_cast<const char*>(value), 1};
    } else if constexpr (std::same_as<T, const char*>) {
        return value_at<T>(value) ? value_at<T>(value) : "";
    } else if constexpr (std::is_enum_v<T>) {
        std::string_view name;
        [&]<template <class...> class List, class... Each>(List<Each...>) {
            ((Each::value == value_at<T>(value) ? void(name = Each::name) : void()), ...);
        }(boost::describe::describe_enumerators<T>());
        return name;
    } else {
        return value_at<T>(value).text();
    }
}

template <class T>
bool truth_of(const void* value)
{
    if constexpr (requires { value_at<T>(value).empty(); })
        return !value_at<T>(value).empty();
    else if constexpr (requires { value_at<T>(value).text().empty(); })
        return !value_at<T>(value).text().empty();
    else if constexpr (range_of_values<T>)
        return value_at<T>(value).begin() != value_at<T>(value).end();
    else if constexpr (std::same_as<T, const char*>)
        return value_at<T>(value) && *value_at<T>(value);
    else
        return static_cast<bool>(value_at<T>(value));
}

//
// The inside of values
//

template <class T>
const void* inside_of(const void* value)
{
    return value_at<T>(value) ? static_cast<const void*>(std::addressof(*value_at<T>(value))) : nullptr;
}

template <class T>
void each_of(const void* list, void* visitor, void (*visit)(void*, const loop_round&))
{
    const T& values = value_at<T>(list);
    auto at = values.begin();
    const auto end = values.end();
    while (at != end) {
        auto&& value = *at; // a proxy of std::vector<bool> lives here
        ++at;
        if constexpr (map_of_values<T>) {
            visit(visitor, {std::addressof(value.second), std::addressof(value.first), at == end});
        } else if constexpr (std::is_lvalue_reference_v<decltype(value)>) {
            visit(visitor, {std::addressof(value), nullptr, at == end});
        } else {
            const typename element_of_range<T>::type copy = value;
            visit(visitor, {std::addressof(copy), nullptr, at == end});
        }
    }
}

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T, auto Member>
const void* member_at(const void* value)
{
    return static_cast<const void*>(std::addressof(value_at<T>(value).*Member));
}

template <class T, auto Member>
using type_of_member = std::remove_cvref_t<decltype(std::declval<const T&>().*Member)>;

template <std::size_t Size>
struct member_array {
    value_member items[Size + 1];
};

// The list of Boost.Describe's descriptors stands in no name of what the program contains, as it would be long.
template <class T, template <class...> class List, class... Each>
consteval member_array<sizeof...(Each)> make_members(List<Each...>)
{
    return {{{Each::name, &type_of<type_of_member<T, Each::pointer>>, &member_at<T, Each::pointer>}..., {}}};
}

template <class List>
inline constexpr std::size_t size_of_list = 0;
template <template <class...> class List, class... Each>
inline constexpr std::size_t size_of_list<List<Each...>> = sizeof...(Each);

template <class T>
struct member_list {
    static constexpr std::size_t size = size_of_list<members_of<T>>;
    static constexpr member_array<size> members = make_members<T>(members_of<T>());
};

template <class T>
struct alternative_list;
template <template <class...> class Variant, class... Ts>
struct alternative_list<Variant<Ts...>> {
    static constexpr std::size_t size = sizeof...(Ts);
    static constexpr const value_type* items[] = {&type_of<Ts>...};
    static const void* get(const void* value)
    {
        return visit(
            [](const auto& each) -> const void* { return std::addressof(each); }, value_at<Variant<Ts...>>(value));
    }
    static std::size_t index(const void* value) { return value_at<Variant<Ts...>>(value).index(); }
};

template <class T>
constexpr void set_truth(value_type& of)
{
    of.truth = &truth_of<T>;
    of.has_truth = true;
}

template <class T>
constexpr value_type make_value_type()
{
    value_type type;
    type.name = &name_of_type<T>;
    if constexpr (formatted<T>) {
        type.kind = value_kind::leaf;
        type.text = &text_of_leaf<T>;
    } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
        type.kind = std::same_as<T, std::string> ? value_kind::text : value_kind::view;
        set_truth<T>(type);
    } else if constexpr (
        std::same_as<
            T, safe_html> || std::same_as<T, safe_url> || std::same_as<T, safe_css> || std::same_as<T, safe_json>) {
        type.kind = std::same_as<T, safe_html>  ? value_kind::html
                    : std::same_as<T, safe_url> ? value_kind::url
                    : std::same_as<T, safe_css> ? value_kind::css
                                                : value_kind::json;
        type.text = &text_of_leaf<T>;
        set_truth<T>(type);
    } else if constexpr (std::same_as<T, bool>) {
        type.kind = value_kind::boolean;
        type.text = &text_of_leaf<T>;
        set_truth<T>(type);
    } else if constexpr (std::same_as<T, char> || std::same_as<T, const char*> || described_enum<T>) {
        type.kind = value_kind::leaf;
        type.text = &text_of_leaf<T>;
        if constexpr (std::same_as<T, const char*>)
            set_truth<T>(type);
    } else if constexpr (std::integral<T> || std::floating_point<T>) {
        type.kind = value_kind::number;
        type.text = &text_of_number<T>;
        set_truth<T>(type);
    } else if constexpr (variant_of_values<T>) {
        type.kind = value_kind::variant;
        type.alternatives = alternative_list<T>::items;
        type.alternative_count = alternative_list<T>::size;
        type.inside = &alternative_list<T>::get;
        type.index = &alternative_list<T>::index;
    } else if constexpr (described_struct<T>) {
        type.kind = value_kind::object;
        type.members = member_list<T>::members.items;
        type.member_count = member_list<T>::size;
    } else if constexpr (range_of_values<T>) {
        set_truth<T>(type);
        type.each = &each_of<T>;
        if constexpr (map_of_values<T>) {
            type.kind = value_kind::map;
            type.inner = &type_of<typename T::mapped_type>;
            type.key = &type_of<typename T::key_type>;
        } else if constexpr (!std::same_as<typename element_of_range<T>::type, T>) { // else it would have no end
            type.kind = value_kind::list;
            type.inner = &type_of<typename element_of_range<T>::type>;
        }
    } else if constexpr (maybe_value<T>) {
        type.kind = value_kind::optional;
        type.inner = &type_of<std::remove_cvref_t<decltype(*std::declval<const T&>())>>;
        type.inside = &inside_of<T>;
        set_truth<T>(type);
    }
    return type;
}

} // namespace plait::detail
