#pragma once

#include <plait/http/form_limits.hpp>
#include <plait/http/request.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace plait::http {

/// A field of a form.
struct form_field {
    std::string name;
    std::string value;
};

/// A file of a form.
struct file_part {
    std::string name;         ///< Of the field: `<input type="file" name="photo">`.
    std::string file_name;    ///< As the client calls it, without folders. `safe_file_name` checks it; it may be empty.
    std::string content_type; ///< As the client says; empty if it says nothing.
    std::string_view content; ///< A view into the request's body.
};

/// The fields and the files that a form has sent: `application/x-www-form-urlencoded`, or `multipart/form-data`, whose
/// parts are all in memory then. `request.form()` returns it. Its name is `form_data`:
///
///     const form_data form = request.form();
///     if (!co_await users.check(form["name"], form["password"]))
///
/// A file field for which no file was chosen is left out. For `multipart/form-data`, a part with a file name is a file,
/// and every other one a field.
///
/// Errors: `request.form()` throws `http_error`: 415 for a request that has another Content-Type, or none; 400 for a
///   malformed form, and 413 for one beyond the `form_limits`.
///
/// Lifetime: what it returns are views into itself, and the content of a file is a view into the request. So a form
///   that has no name, as in `request.form()["name"]`, gives copies, and what cannot be copied does not compile.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 0.2 us to read two fields, 0.9 us for two parts, 14 us for a file of 1 MiB, which is not copied (`bench_forms`).
template <>
class detail::form_data_of<detail::form_header> {
public:
    /// Returns the value of the first field of that name; an empty text if there is none.
    [[nodiscard]] std::string_view operator[](std::string_view name) const& noexcept;
    [[nodiscard]] std::string operator[](std::string_view name) const&& { return std::string((*this)[name]); }
    /// Returns whether there is a field of that name.
    [[nodiscard]] bool contains(std::string_view name) const noexcept;
    /// Returns the value of the first field of that name, which may be empty. If there is none, the client is answered
    /// 422: this throws `http_error` with a `wrong_value` that names the field. `T` is a `std::string_view`, or what
    /// `request::query` gives. A text that is no `T` is answered 422, too.
    ///
    ///     const auto age = form.require<int>("age");
    template <class T = std::string_view>
    [[nodiscard]] T require(std::string_view name) const&;
    template <class T = std::string>
    [[nodiscard]] T require(std::string_view name) const&&;
    /// The same for a field that may be missing. A browser sends an empty text for a field that was not filled in; where
    /// that is no `T`, it counts as missing. Here it is no `bool`; in a query it is one.
    template <class T>
    [[nodiscard]] std::optional<T> get(std::string_view name) const&;
    template <class T>
    [[nodiscard]] std::optional<T> get(std::string_view name) const&&;
    /// Returns the values of all fields of that name: check boxes, for example.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const&;
    std::vector<std::string_view> all(std::string_view name) const&& = delete;

    /// Returns the first file of that name; null if there is none.
    [[nodiscard]] const file_part* file(std::string_view name) const& noexcept;
    const file_part* file(std::string_view name) const&& = delete;
    /// Returns the first file of that name. If there is none, the client is answered 422.
    [[nodiscard]] const file_part& require_file(std::string_view name) const&;
    const file_part& require_file(std::string_view name) const&& = delete;
    /// All files, in their order.
    [[nodiscard]] std::span<const file_part> files() const& noexcept { return files_; }
    std::span<const file_part> files() const&& = delete;

    /// All fields, in their order: `for (const auto& [name, value] : form)`.
    [[nodiscard]] std::vector<form_field>::const_iterator begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] std::vector<form_field>::const_iterator end() const noexcept { return fields_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

private:
    friend class http::request;

    // A type that is made from a text, and is copied as its bytes are, owns none of it.
    template <class T>
    static constexpr bool is_view =
        std::is_reference_v<T> || (std::is_constructible_v<T, const std::string&> && std::is_trivially_copyable_v<T>);

    form_data_of() = default;
    template <class T>
    [[nodiscard]] static std::optional<T> read(std::string_view text);
    [[nodiscard]] const std::string& required(std::string_view name) const;
    [[noreturn]] static void refuse(std::string_view name, std::string expected, std::string_view got);
    void read_encoded(std::string_view body, const form_limits&);
    void read_multipart(std::string_view body, std::string_view boundary, const form_limits&);

    std::vector<form_field> fields_;
    std::vector<file_part> files_;
};

//
// Implementation
//

template <class T>
std::optional<T> form_data::read(std::string_view text)
{
    if constexpr (std::is_same_v<T, bool>)
        if (text.empty()) // which is true in a query alone, where `?draft` has no value
            return std::nullopt;
    return detail::text_value<T>::read(text);
}

template <class T>
T form_data::require(std::string_view name) const&
{
    const std::string& text = required(name);
    if constexpr (std::is_constructible_v<T, const std::string&>) {
        return T(text);
    } else {
        std::optional<T> value = read<T>(text);
        if (!value)
            refuse(name, detail::text_value<T>::expected(), text);
        return *value;
    }
}

template <class T>
std::optional<T> form_data::get(std::string_view name) const&
{
    if (!contains(name))
        return std::nullopt;
    if constexpr (!std::is_constructible_v<T, const std::string&>)
        if ((*this)[name].empty() && !read<T>({}))
            return std::nullopt;
    return require<T>(name);
}

template <class T>
T form_data::require(std::string_view name) const&&
{
    static_assert(!is_view<T>, "a view into a form that is gone: write const form_data form = request.form(); first");
    return require<T>(name); // that of a form with a name, as `*this` has one
}

template <class T>
std::optional<T> form_data::get(std::string_view name) const&&
{
    static_assert(!is_view<T>, "a view into a form that is gone: write const form_data form = request.form(); first");
    return get<T>(name);
}

} // namespace plait::http
