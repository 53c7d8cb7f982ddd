#pragma once

#include <string>

namespace plait::http {

class request;

namespace detail {

struct form_type {
    bool in_parts = false; // multipart/form-data, not application/x-www-form-urlencoded
    std::string boundary;
};

/// Returns how a request's form is written. Throws `http_error`: 415 if the body is no form, 400 for a Content-Type that is
/// malformed.
[[nodiscard]] form_type type_of_form(const request&);

} // namespace detail

} // namespace plait::http
