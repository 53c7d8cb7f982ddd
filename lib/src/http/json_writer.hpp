#pragma once

#include "http/parse/json_place.hpp"
#include <plait/http/detail/json_item.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Appends a value of the user's types to a text, as JSON.
class json_writer {
public:
    explicit json_writer(std::string& out) noexcept : out_(out) {}

    /// Throws `std::domain_error` for a value that JSON does not have.
    void write(const json_type&, const void* value);
    void write(const json_item&);

private:
    void write_integer(const json_type&, const void* value);
    void write_number(const json_type&, const void* value);
    void write_enumeration(const json_type&, const void* value);
    void write_list(const json_type&, const void* value);
    void write_object(const json_type&, const void* value);
    void write_pairs(const json_item& braces);
    void write_items(const json_item& braces);
    void go_inside(const json_place&);
    void come_out();
    [[noreturn]] void refuse(const char* why) const;

    std::string& out_;
    const json_place* place_ = nullptr;
    std::size_t depth_ = 0;
};

} // namespace plait::http::detail
