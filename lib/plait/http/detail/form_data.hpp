#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

struct file_part;
struct form_field;

namespace detail {

struct form_header;

// This stands for `form_data` where its header is missing. It has the same functions, so that the assertion is the only
// error of the usual uses.
template <class Header>
class form_data_of {
    static_assert(!sizeof(Header*), "form_data has a header of its own: #include <plait/http/form.hpp>");

public:
    std::string_view operator[](std::string_view) const&;
    std::string operator[](std::string_view) const&&;
    bool contains(std::string_view) const;
    template <class T = std::string_view>
    T require(std::string_view) const&;
    template <class T = std::string>
    T require(std::string_view) const&&;
    template <class T>
    std::optional<T> get(std::string_view) const;
    std::vector<std::string_view> all(std::string_view) const;
    const file_part* file(std::string_view) const;
    const file_part& require_file(std::string_view) const;
    const form_field* begin() const;
    const form_field* end() const;
};

} // namespace detail

/// What `request::form` returns; plait/http/form.hpp describes it. Who uses it without that header gets an error that
/// names the header.
using form_data = detail::form_data_of<detail::form_header>;

} // namespace plait::http
