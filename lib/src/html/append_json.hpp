#pragma once

#include "html/text_output.hpp"

#include <plait/html/detail/value_type.hpp>

namespace plait::detail {

/// Appends a value as JSON that may stand in a script: structs as objects, ranges as arrays, an empty optional as null.
void append_json(text_output& out, const void* value, const value_type& type);

} // namespace plait::detail
