#pragma once

#include <plait/http/detail/json_type_of.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <variant>

namespace boost::json {
class array;
class object;
class string;
} // namespace boost::json

namespace plait::http::detail {

/// A part of Boost.JSON's values, which becomes such a value before it is written.
template <class T>
concept json_value_part = one_of<T, boost::json::value, boost::json::array, boost::json::object, boost::json::string>;

/// What stands in the braces of `json({{"hits", 3}})`: a value of the user's, or another pair of braces. It refers to the
/// value, which lives as long as the call; so it cannot be copied.
class json_item {
public:
    template <class T>
        requires(!std::same_as<T, json_item> && !json_value_part<T> && !std::convertible_to<const T&, const char*>)
    json_item(const T& value) noexcept : type_(&json_type_of<T>), value_(std::addressof(value))
    {
        check_json_type<T, false>();
    }
    json_item(const char* const& text) noexcept
        : type_(&json_type_of<const char*>), value_(static_cast<const void*>(&text))
    {
    }
    json_item(std::nullptr_t) noexcept : type_(&json_type_of<std::monostate>) {}
    json_item(const boost::json::value& value) noexcept : type_(&json_type_of<boost::json::value>), value_(&value) {}
    json_item(std::initializer_list<json_item> inside) noexcept : value_(inside.begin()), count_(inside.size()) {}
    json_item(const json_item&) = delete;
    json_item& operator=(const json_item&) = delete;
    ~json_item() = default;

    [[nodiscard]] const json_type* type() const noexcept { return type_; } // null: braces
    [[nodiscard]] const void* value() const noexcept { return value_; }
    [[nodiscard]] const json_item* begin() const noexcept { return static_cast<const json_item*>(value_); }
    [[nodiscard]] const json_item* end() const noexcept { return begin() + count_; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

private:
    const json_type* type_ = nullptr;
    const void* value_ = nullptr;
    std::size_t count_ = 0; // of what is in the braces
};

/// Braces are appended as an object, if all that is in them are pairs whose first is a text, else as an array.
void append_json(std::string& out, const json_item&);

} // namespace plait::http::detail
