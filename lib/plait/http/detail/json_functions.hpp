#pragma once

#include <plait/http/detail/json_concepts.hpp>
#include <plait/http/detail/json_type.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

// The functions to which a `json_type` points.

namespace plait::http::detail {

template <class T>
constexpr json_type make_json_type();

/// The type of a value of the user's data: see `json_type`.
template <class T>
inline constexpr json_type json_type_of = make_json_type<T>();

template <class T>
T& json_value_at(void* value)
{
    return *static_cast<T*>(value);
}
template <class T>
const T& json_value_at(const void* value)
{
    return *static_cast<const T*>(value);
}

//
// Structs and enumerations
//

template <class T>
using json_members_of =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T, auto Member>
void* json_member_at(void* object)
{
    return const_cast<void*>(static_cast<const void*>(std::addressof(json_value_at<T>(object).*Member)));
}

template <class T, auto Member>
using json_type_of_member = std::remove_cvref_t<decltype(std::declval<T&>().*Member)>;

template <class T, template <class...> class List, class... Each>
consteval bool has_constant_member(List<Each...>)
{
    return (std::is_const_v<std::remove_reference_t<decltype(std::declval<T&>().*Each::pointer)>> || ...);
}

template <class Item, std::size_t Size>
struct json_table {
    static constexpr std::size_t size = Size;
    Item items[Size + 1];
};

// The list of Boost.Describe's descriptors stands in no name of what the program contains, as it would be long.
template <class T, template <class...> class List, class... Each>
consteval json_table<json_member, sizeof...(Each)> make_json_members(List<Each...>)
{
    return {
        {{Each::name, &json_type_of<json_type_of_member<T, Each::pointer>>, &json_member_at<T, Each::pointer>}..., {}}};
}

template <template <class...> class List, class... Each>
consteval json_table<json_enumerator, sizeof...(Each)> make_json_enumerators(List<Each...>)
{
    return {{{Each::name, static_cast<std::uint64_t>(Each::value)}..., {}}};
}

template <class T>
struct json_names {
    static constexpr auto make()
    {
        if constexpr (std::is_enum_v<T>)
            return make_json_enumerators(boost::describe::describe_enumerators<T>());
        else
            return make_json_members<T>(json_members_of<T>());
    }
    static constexpr auto table = make();
};

//
// What contains others
//

template <class T>
struct json_maybe_functions {
    using inner = std::remove_cvref_t<decltype(*std::declval<T&>())>;
    static const void* inside(const void* value)
    {
        const T& maybe = json_value_at<T>(value);
        return maybe ? static_cast<const void*>(std::addressof(*maybe)) : nullptr;
    }
    static void clear(void* value) { json_value_at<T>(value).reset(); }
    static void* make(void* value, std::size_t)
    {
        T& maybe = json_value_at<T>(value);
        if constexpr (requires { maybe.emplace(); })
            maybe.emplace();
        else
            maybe.reset(new inner());
        return const_cast<inner*>(std::addressof(*maybe)); // of a std::shared_ptr<const T>
    }
    static constexpr bool can_make = std::default_initializable<inner> && (requires(T& maybe) {
        maybe.emplace();
    } || requires(T& maybe) { maybe.reset(new inner()); });
};

template <class T>
struct json_variant_functions;
template <template <class...> class Variant, class... Ts>
struct json_variant_functions<Variant<Ts...>> {
    using variant = Variant<Ts...>;
    static constexpr std::size_t size = sizeof...(Ts);
    static constexpr const json_type* items[] = {&json_type_of<Ts>...};
    static std::size_t index(const void* value) { return json_value_at<variant>(value).index(); }
    static const void* inside(const void* value)
    {
        return visit(
            [](const auto& each) -> const void* { return std::addressof(each); }, json_value_at<variant>(value));
    }
    static void* make(void* value, std::size_t index)
    {
        return make(json_value_at<variant>(value), index, std::make_index_sequence<size>());
    }
    static constexpr bool can_make = (std::default_initializable<Ts> && ...);

private:
    template <std::size_t... Is>
    static void* make(variant& value, std::size_t index, std::index_sequence<Is...>)
    {
        void* made = nullptr;
        ((Is == index ? void(made = std::addressof(value.template emplace<Is>())) : void()), ...);
        return made;
    }
};

template <class T>
void each_json_element(const void* list, void* visitor, void (*visit)(void*, const json_element&))
{
    for (auto&& each : json_value_at<T>(list)) { // may be a proxy, as std::vector<bool> has
        if constexpr (json_map<T>) {
            visit(visitor, {std::addressof(each.second), each.first});
        } else if constexpr (std::is_lvalue_reference_v<decltype(each)>) {
            visit(visitor, {std::addressof(each), {}});
        } else {
            const typename T::value_type copy = each;
            visit(visitor, {std::addressof(copy), {}});
        }
    }
}

template <class T>
void clear_json_range(void* list)
{
    json_value_at<T>(list).clear();
}

template <class T>
bool add_json_element(void* to, std::string_view key, json_reader& reader)
{
    T& list = json_value_at<T>(to);
    if constexpr (json_map<T>) {
        typename T::mapped_type value{};
        return !read_json_element(reader, json_type_of<typename T::mapped_type>, std::addressof(value))
               || list.emplace(typename T::key_type(key), std::move(value)).second;
    } else {
        typename T::value_type value{};
        if (read_json_element(reader, json_type_of<typename T::value_type>, std::addressof(value)))
            list.insert(list.end(), std::move(value));
        return true;
    }
}

template <class T>
void* json_element_at(void* array, std::size_t index)
{
    return std::addressof(json_value_at<T>(array)[index]);
}

} // namespace plait::http::detail
