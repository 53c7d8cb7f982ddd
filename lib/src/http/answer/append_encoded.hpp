#pragma once

#include <string>
#include <string_view>

namespace plait::http::detail {

/// Appends a byte with percent-encoding: "%2F".
inline void append_encoded(std::string& to, char byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto code = static_cast<unsigned char>(byte);
    to += '%';
    to += digits[code >> 4U];
    to += digits[code & 15U];
}

} // namespace plait::http::detail
