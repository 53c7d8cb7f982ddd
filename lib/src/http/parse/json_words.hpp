#pragma once

#include "http/parse/json_document.hpp"
#include <plait/http/detail/json_type.hpp>

#include <string>
#include <string_view>

namespace plait::http::detail {

/// "an integer from 0 to 255"
[[nodiscard]] std::string expected_text(const json_type&, const json_node* got);
/// "the number 300"; the value is cut if it is long. Null: there is nothing.
[[nodiscard]] std::string got_text(const json_node*);

} // namespace plait::http::detail
