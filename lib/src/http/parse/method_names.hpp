#pragma once

#include <plait/http/method.hpp>

#include <cstddef>

namespace plait::http::detail {

inline constexpr const char* method_names[] = {"GET",     "HEAD",    "POST",  "PUT",   "DELETE",
                                               "CONNECT", "OPTIONS", "TRACE", "PATCH", ""};

/// The name of a method, as a literal.
[[nodiscard]] constexpr const char* name_of(method value) noexcept
{
    return method_names[static_cast<std::size_t>(value)];
}

static_assert(name_of(method::unknown)[0] == '\0' && name_of(method::delete_)[0] == 'D');

} // namespace plait::http::detail
