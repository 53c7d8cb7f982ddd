#pragma once

#include <plait/http/detail/json_item.hpp>
#include <plait/http/json_options.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

// JSON into described structs and out of them, in a header of its own, so that a file without JSON need not compile it.
// The types below may be nested in any way:
//
//     bool, all integers, float, double            true or false, a number
//     std::string                                  a string
//     an enumeration (BOOST_DESCRIBE_ENUM)         a string: an enumerator's name
//     std::vector, set, list ..., std::array       an array
//     std::map, std::unordered_map by std::string  an object
//     a struct (BOOST_DESCRIBE_STRUCT)             an object, with the members of its bases, too
//     std::optional, std::unique_ptr, shared_ptr   null, or the value
//     std::variant, std::monostate                 what the alternative is; null
//     boost::json::value (boost/json/value.hpp)    anything, as it is
//
// What is read:
// - A member must be there, also if the struct gives it a value of its own, unless it is a std::optional or a pointer.
//   An optional that is not there stays as the struct's constructor has made it. Null empties it. If the value of the
//   optional may itself be null (std::optional<std::optional<T>>), an empty one means nothing, and null goes inside.
// - An integer is a number with that value: 3, but also 3.0 and 3e0. It must fit into its type, and is never rounded. A
//   double is; one that is too large is refused.
// - A std::variant is the first alternative that fits by what can be seen without looking deeper: the kind of value;
//   its name or number; for a struct, whether its members are there, and of which kind they are. So put the struct with
//   more members first, or give each a member `kind` whose enumeration has that one name.
// - Members that a struct does not have are ignored, or refused with `json_options::refuse_unknown`.
// - A member that stands in an object twice is refused, as programs differ in which one they take. Only those are looked
//   at that are read.
// - Take std::map for what clients send: they can choose the names so that a std::unordered_map gets slow.
//
// What is written can be read again, and is the same then. So an empty optional is null; it is left out where null would
// be a value of its own. Bytes of a text that are not UTF-8 become U+FFFD; inside a
// boost::json::value, which Boost.JSON writes, they stay as they are.

namespace plait::http {

/// Returns an answer with JSON that is written down in place.
///
///     co_return json({{"hits", 3}, {"since", "today"}, {"last", orders}});
///
/// Braces are an object if all that is in them are pairs whose first is a text, else an array: `json({1, 2})`. With nothing
/// in them they are an empty object. Values are those of the list above, and nullptr. Of a co_await inside the braces g++ 12
/// says "array used as initializer": give what it returns a name first.
///
/// Errors: `std::domain_error` for what JSON does not have, and for a name that stands in an object twice.
///
/// Threads: any.
///
/// Cost: 110 ns for an object of two members; one block of memory (`bench_http`).
response json(std::initializer_list<detail::json_item> braces, status = status::ok);

/// Returns an answer with a described struct, a container of such, or any other value of the list above.
///
///     co_return json(order, status::created);
///
/// Errors: `std::domain_error` for what JSON does not have: a number that is infinite or none, a value of an enumeration
///   without a name, pointers that are nested more than 1,000 deep.
///
/// Threads: any.
///
/// Cost: 1.5 us for a struct of 1 KiB; blocks of memory for the text alone (`bench_json`).
template <class T>
    requires(!detail::json_value_part<T>)
response json(const T& value, status = status::ok);
response json(const boost::json::value& value, status = status::ok);

/// Returns the text of that JSON, for a stream, a file or a store.
template <class T>
    requires(!detail::json_value_part<T>)
[[nodiscard]] std::string to_json(const T& value);
[[nodiscard]] std::string to_json(const boost::json::value& value);
[[nodiscard]] std::string to_json(std::initializer_list<detail::json_item> braces);

/// Reads JSON that is no request's body, as `request::json` does.
///
///     const auto order = from_json<new_order>(text);
///
/// Errors: `http_error` with 400 or 422, as for a text that a client has sent. Catch it where the text comes from
///   elsewhere, such as a file.
///
/// Cost: 4.9 us for a struct of 1 KiB; one block of memory beside those of the struct, and 16 bytes in it for each value
///   in the text (`bench_json`).
template <class T>
[[nodiscard]] T from_json(std::string_view text, const json_options& = {});

//
// Implementation
//

template <class T>
    requires(!detail::json_value_part<T>)
std::string to_json(const T& value)
{
    std::string text;
    detail::append_json(text, detail::json_item(value));
    return text;
}

template <class T>
    requires(!detail::json_value_part<T>)
response json(const T& value, status status)
{
    return json_text(to_json(value), status);
}

template <class T>
T from_json(std::string_view text, const json_options& options)
{
    detail::check_json_type<T, true>();
    T value{};
    detail::read_json(text, options, detail::json_type_of<T>, std::addressof(value));
    return value;
}

namespace detail {

struct json_reading {
    template <class T>
    static T read(const request& request, const json_options& options = {})
    {
        check_json_type<T, true>();
        T value{};
        read_json_body(request, options, json_type_of<T>, std::addressof(value));
        return value;
    }
};

} // namespace detail

} // namespace plait::http
