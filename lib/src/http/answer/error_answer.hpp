#pragma once

#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

namespace plait::http::detail {

/// Returns the answer to an error that no hook shapes: problem+json (RFC 9457), or text if the client prefers that. A
/// request that was not parsed, and so has no target, is answered with text.
response answer_of(const http_error&, const request&);

/// Gives an answer that a hook has made what the error says and the hook does not: its fields, and its status if the
/// answer's own is not one of an error. A 405 stays a 405.
response completed(response shaped, const http_error&);

} // namespace plait::http::detail
