#pragma once

#include "http/parse/parameters.hpp"

namespace plait::http {

class request;

namespace detail {

/// Returns what the Content-Type of a request says. Throws `http_error` with 400 if it is there twice, as what stands in
/// front of this server may go by the other one.
[[nodiscard]] media_type content_type(const request&);

} // namespace detail

} // namespace plait::http
