#pragma once

#include <plait/http/detail/json_concepts.hpp>
#include <plait/http/detail/json_functions.hpp>
#include <plait/http/detail/json_type.hpp>
#include <plait/http/detail/text_value.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace boost::json {
class value;
}

namespace plait::http::detail {

//
// Types of JSON
//

template <class T>
constexpr void set_json_scalar(json_type& type)
{
    if constexpr (std::same_as<T, bool>) {
        type.kind = json_kind::boolean;
    } else if constexpr (text_integer<T>) {
        type.kind = json_kind::integer;
        type.is_signed = std::is_signed_v<T>;
        type.size = sizeof(T);
    } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
        type.kind = json_kind::number;
        type.size = sizeof(T);
    } else {
        type.kind = std::same_as<T, std::string>        ? json_kind::text
                    : std::same_as<T, std::string_view> ? json_kind::view
                                                        : json_kind::literal;
        type.cannot_be_read = type.kind != json_kind::text;
    }
    type.problem = json_problem::none;
}

template <class T>
constexpr void set_json_names(json_type& type)
{
    type.count = json_names<T>::table.size;
    if constexpr (std::is_enum_v<T>) {
        type.kind = json_kind::enumeration;
        type.enumerators = json_names<T>::table.items;
        type.size = sizeof(T);
        type.problem = json_problem::none;
    } else {
        type.kind = json_kind::object;
        type.members = json_names<T>::table.items;
        type.problem = type.count <= most_json_members ? json_problem::none : json_problem::members;
        type.cannot_be_read = has_constant_member<T>(json_members_of<T>());
    }
}

template <class T>
constexpr void set_json_range(json_type& type)
{
    type.problem = json_problem::none;
    type.each = &each_json_element<T>;
    if constexpr (json_map<T>) {
        type.kind = json_kind::map;
        type.inner = &json_type_of<typename T::mapped_type>;
        if constexpr (
            !std::constructible_from<
                typename T::key_type,
                std::string_view> || !std::convertible_to<const typename T::key_type&, std::string_view>)
            type.problem = json_problem::keys;
        if constexpr (requires(T & map, typename T::mapped_type value) {
                          map.emplace(std::declval<typename T::key_type>(), std::move(value)).second;
                      }) {
            type.clear = &clear_json_range<T>;
            type.add = &add_json_element<T>;
            type.cannot_be_read = std::same_as<typename T::key_type, std::string_view>;
        } else {
            type.cannot_be_read = true;
        }
    } else {
        type.kind = json_kind::array;
        type.inner = &json_type_of<typename T::value_type>;
        if constexpr (json_fixed<T>) {
            type.count = std::tuple_size<T>::value;
            type.make = &json_element_at<T>;
        } else if constexpr (json_fillable<T>) {
            type.clear = &clear_json_range<T>;
            type.add = &add_json_element<T>;
        } else {
            type.cannot_be_read = true;
        }
    }
}

template <class T>
constexpr void set_json_variant(json_type& type)
{
    using functions = json_variant_functions<T>;
    type.kind = json_kind::variant;
    type.alternatives = functions::items;
    type.count = functions::size;
    type.index = &functions::index;
    type.inside = &functions::inside;
    if constexpr (functions::can_make)
        type.make = &functions::make;
    type.cannot_be_read = !functions::can_make; // not !type.make, which is no constant under UndefinedBehaviorSanitizer
    type.problem = json_problem::none;
}

/// The hash FNV-1a of 64 bits.
constexpr std::uint64_t hash_of_name(std::string_view name) noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char each : name)
        hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001b3;
    return hash;
}

template <class T>
constexpr json_type make_json_type()
{
    json_type type;
    type.id = hash_of_name(__PRETTY_FUNCTION__);
    if constexpr (std::same_as<T, boost::json::value>) {
        type.kind = json_kind::any;
        type.problem = json_problem::none;
    } else if constexpr (
        one_of<T, bool, float, double, std::string, std::string_view, const char*> || text_integer<T>) {
        set_json_scalar<T>(type);
    } else if constexpr (json_enum<T> || json_struct<T>) {
        set_json_names<T>(type);
    } else if constexpr (std::is_enum_v<T>) {
        type.problem = json_problem::enumeration;
    } else if constexpr (json_variant<T>) {
        set_json_variant<T>(type);
    } else if constexpr (json_range<T>) {
        set_json_range<T>(type);
    } else if constexpr (json_maybe<T>) {
        using functions = json_maybe_functions<T>;
        type.kind = json_kind::maybe;
        type.inner = &json_type_of<typename functions::inner>;
        type.inside = &functions::inside;
        type.clear = &functions::clear;
        if constexpr (functions::can_make)
            type.make = &functions::make;
        type.cannot_be_read = !functions::can_make;
        type.problem = json_problem::none;
    } else if constexpr (std::same_as<T, std::monostate>) {
        type.kind = json_kind::null;
        type.problem = json_problem::none;
    }
    return type;
}

/// Stops compiling with a text that says what to do, if JSON cannot be read into `T`, or made of it.
template <class T, bool ToRead>
constexpr void check_json_type()
{
    constexpr json_problem problem = find_problem(json_type_of<T>, ToRead);
    static_assert(
        problem != json_problem::unknown,
        "JSON has nothing for a type here: it knows described structs (BOOST_DESCRIBE_STRUCT) and enumerations, bool, "
        "integers, float, double, std::string, std::optional, std::unique_ptr, std::variant, containers, maps and "
        "boost::json::value");
    static_assert(
        problem != json_problem::enumeration,
        "JSON has an enumerator's name for an enumeration: describe it with BOOST_DESCRIBE_ENUM");
    static_assert(problem != json_problem::keys, "JSON has texts for the keys of a map: make them std::string");
    static_assert(
        problem != json_problem::variant,
        "JSON cannot tell which alternative of a std::variant is meant if two of them are arrays, or two are maps");
    static_assert(problem != json_problem::members, "JSON knows structs of up to 256 members");
    static_assert(
        problem != json_problem::view,
        "JSON is not read into a std::string_view or const char*, which would point to nothing: take a std::string");
    static_assert(
        problem != json_problem::unmade, "JSON is read into types that can be made without arguments, and into "
                                         "containers that elements can be put into");
}

} // namespace plait::http::detail
