#pragma once

#include <plait/http/response.hpp>

#include <boost/json/value.hpp>

namespace plait::http {

/// Returns an answer with a JSON value.
///
///     co_return json({{"hits", 3}, {"since", "today"}});
///
/// This function has a header of its own, so that a file that makes no JSON need not compile the headers of Boost.JSON.
///
/// Threads: any.
///
/// Cost: 35 ns for a value of two members, 1.9 us for one of 200; one block of memory (`bench_http`).
response json(const boost::json::value& value, status = status::ok);

} // namespace plait::http
