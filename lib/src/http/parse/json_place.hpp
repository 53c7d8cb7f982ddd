#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Where a value is: the way to it from inside.
struct json_place {
    const json_place* outer = nullptr;
    std::string_view name = {}; // of a member; without data for an element
    std::size_t index = 0;
};

/// The place as a JSON Pointer (RFC 6901): "/items/3/price". A name of more than 100 bytes is cut, and so is a pointer of
/// more than 1,000.
[[nodiscard]] std::string pointer_to(const json_place* place);

} // namespace plait::http::detail
