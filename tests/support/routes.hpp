#pragma once

#include "http/route/route_table.hpp"

#include <initializer_list>
#include <string_view>

/// Makes a table of routes for GET, which are numbered in the order of the patterns.
inline plait::http::detail::route_table get_routes(std::initializer_list<const char*> patterns)
{
    plait::http::detail::route_table table;
    for (const char* each : patterns)
        table.add(plait::http::method::get, each);
    return table;
}

/// The number of the route that is found; -1 if none is found.
inline int found_for(
    const plait::http::detail::route_table& table,
    std::string_view target,
    plait::http::method asked_with = plait::http::method::get)
{
    using found = plait::http::detail::route_table::found;

    plait::http::request request(asked_with, target);
    const found result = table.find(request);
    return result.what == found::kind::route ? static_cast<int>(result.route) : -1;
}
