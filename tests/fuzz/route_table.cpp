// Patterns of routes, a line for each: each is added or refused, and what was added is found. The last line is a path.

#include "fuzz.hpp"

#include "http/route/route_table.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace plait::http;
using fuzz::require;
using kind = detail::route_table::found::kind;

namespace {

constexpr std::size_t most_patterns = 40;

/// A path that the pattern stands for; nothing for a pattern that begins with a host, or ends with the path's end.
std::optional<std::string> path_for(std::string_view pattern)
{
    std::string path;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '{') {
            path += pattern[at];
            continue;
        }
        const std::size_t end = pattern.find('}', at);
        const std::string_view inside = pattern.substr(at, end - at);
        if (inside == "{$")
            return std::nullopt;
        path += inside.ends_with(":int") ? "7" : "x";
        at = end;
    }
    if (!path.starts_with('/') || path.find_first_of("%?") != std::string::npos)
        return std::nullopt;
    return path;
}

void find(const detail::route_table& table, std::string_view path, bool is_there)
{
    request request(method::get, path);
    const kind what = table.find(request).what;
    // "/x" is for "/{rest...}", but where there is a "/{name}/" as well, that is nearer: as in Go, it leads there.
    const bool may_redirect = !path.ends_with('/');
    require(
        !is_there || what == kind::route || (may_redirect && what == kind::redirect),
        "a path of a pattern that was added is found");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest = fuzz::text(data, size);
    detail::route_table table;
    std::vector<std::string_view> added;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos && added.size() < most_patterns;
         end = rest.find('\n')) {
        const std::string_view pattern = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        try {
            table.add(method::get, pattern);
            added.push_back(pattern);
        } catch (const std::invalid_argument&) { // as it may
        }
    }
    for (const std::string_view pattern : added)
        if (const auto path = path_for(pattern))
            find(table, *path, true);
    find(table, rest, false);
    return 0;
}
