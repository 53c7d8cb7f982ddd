#pragma once

#include "http/answer/file_body.hpp"
#include "http/parse/byte_ranges.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// The value of Content-Range for a part of a representation of that size: "bytes 0-99/1000".
[[nodiscard]] std::string content_range(const byte_range&, std::uint64_t size);

/// Makes several parts of a file the body of an answer of the type multipart/byteranges (RFC 9110 section 14.6). `type` is
/// that of the file. The boundary must not occur in the file.
void add_parts(
    file_body& to, std::span<const byte_range> parts, std::uint64_t size, std::string_view type,
    std::string_view boundary);

} // namespace plait::http::detail
