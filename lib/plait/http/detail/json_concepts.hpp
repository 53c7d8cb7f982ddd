#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// What JSON can be made of, and read into, by how the types look. The headers of containers and std::optional are not
// included: who has such members has done that.

namespace plait::http::detail {

template <class T>
concept json_struct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept json_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept json_maybe = std::is_class_v<T> && requires(T& value)
{
    static_cast<bool>(value);
    *value;
    value.reset();
};
template <class T>
concept json_variant = requires(const T& value)
{
    value.index();
    value.valueless_by_exception();
};
template <class T>
concept json_range = requires(const T& value)
{
    typename T::value_type;
    value.begin() != value.end();
    *value.begin();
}
&&!std::same_as<typename T::value_type, T>;
template <class T>
concept json_map = json_range<T> && requires
{
    typename T::mapped_type;
};
template <class T>
concept json_fixed = json_range<T> && requires(T& value)
{
    std::tuple_size<T>::value;
    value[0];
};
template <class T>
concept json_fillable = requires(T& list, typename T::value_type value)
{
    list.insert(list.end(), std::move(value));
    list.clear();
}
&&std::default_initializable<typename T::value_type>;

} // namespace plait::http::detail
