#pragma once

namespace boost::json {
class value;
} // namespace boost::json

namespace plait::http::detail {

/// Returns a number in there that JSON has nothing for, which is infinite or none; null if there is none.
[[nodiscard]] const double* unwritable_number(const boost::json::value& in);

} // namespace plait::http::detail
