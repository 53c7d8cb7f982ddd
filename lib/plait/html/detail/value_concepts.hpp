#pragma once

#include <plait/html/template_formatter.hpp>

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

// What templates can show of the user's data, by how the types look.

namespace plait::detail {

template <class T>
concept described_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept described_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept is_character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> || std::same_as<
    T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept formatted = requires(const T& value)
{
    {
        template_formatter<T>::text(value)
        } -> std::convertible_to<std::string_view>;
};
template <class T>
concept range_of_values = requires(const T& value)
{
    value.begin() != value.end();
    *value.begin();
};
template <class T>
concept map_of_values = range_of_values<T> && requires
{
    typename T::mapped_type;
};
// These are texts, of which only the first character would be shown.
template <class T>
concept is_character_pointer = std::is_pointer_v<T> && is_character<std::remove_cv_t<std::remove_pointer_t<T>>>;
template <class T>
concept maybe_value = requires(const T& value)
{
    static_cast<bool>(value);
    *value;
}
&&!std::is_void_v<std::remove_pointer_t<T>> && !std::is_array_v<T> && !is_character_pointer<T>;
// A range may give others than its value_type says: std::filesystem::path gives paths. A proxy, as std::vector<bool> has,
// stands for the value_type.
template <class T>
struct element_of_range {
    using given = decltype(*std::declval<const T&>().begin());
    template <bool IsReference, class Range>
    struct choose {
        using type = std::remove_cvref_t<given>;
    };
    template <class Range>
    struct choose<false, Range> {
        using type = std::remove_cvref_t<typename Range::value_type>;
    };
    using type = typename choose<std::is_lvalue_reference_v<given>, T>::type;
};
template <class T>
concept variant_of_values = requires(const T& value)
{
    value.index();
    value.valueless_by_exception();
};

} // namespace plait::detail
