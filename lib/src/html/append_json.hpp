#pragma once

#include "html/text_output.hpp"

#include <plait/html/detail/escaper.hpp>
#include <plait/html/detail/value_type.hpp>

namespace plait::detail {

/// A string of JSON, with its quotes.
void append_json_string(text_output& out, std::string_view text);
/// JSON that the program vouches for. It cannot end the script.
void append_trusted_json(text_output& out, std::string_view json);

/// Appends a value as JSON that may stand in a script: structs as objects, ranges as arrays, an empty optional as null.
/// `how` tells whether JSON or JavaScript reads it.
void append_json(text_output& out, const void* value, const value_type& type, escaper how);

} // namespace plait::detail
