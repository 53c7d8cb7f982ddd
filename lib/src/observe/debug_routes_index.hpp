#pragma once

#include "observe/profiles.hpp"

#include <string>
#include <string_view>

namespace plait::detail {

/// Where and how a page of `/debug/` was requested, for the links in it.
struct debug_page_place {
    std::string_view host;  // of the field Host
    std::string_view path;  // "/debug/" or "/debug/pprof/", below what it is mounted at
    std::string_view token; // the token if it must stand in URLs; else ""
    bool in_pprof = false;  // this is "/debug/pprof/"
};

/// Returns the page in HTML that says what there is, what of it cannot be had here, and how to use it.
[[nodiscard]] std::string debug_index(const profile_makers&, const debug_page_place&);

} // namespace plait::detail
