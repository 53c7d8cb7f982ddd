// The part of the route table that finds routes. It has a file of its own, because route_table.cpp, which adds them,
// would be too long with it.
#include "http/route/route_table.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/percent.hpp"
#include "http/route/path.hpp"

#include <algorithm>

namespace plait::http::detail {

struct route_table::search {
    http::method method;
    bool encoded;
    bool with_slash = false;   // this search is for the path with a slash added at its end
    bool may_redirect = false; // with a slash added at its end, the path could match a route
    index route = none;
    std::uint32_t allowed = 0;
    std::size_t depth = 0;
    std::array<std::string_view, request::most_parameters + 1> values; // one more, for a rest without a name
};

route_table::found route_table::find(request& request) const
{
    if (const index route = find_whole(request); route != none)
        return {found::kind::route, false, route, 0};
    return find_in_tree(request);
}

route_table::index route_table::find_nameless(request& request) const
{
    const found result = find(request);
    request.route_ = nullptr;
    request.parameter_count_ = 0;
    const bool is_clean_path_a_route = result.what == found::kind::redirect && !result.adds_slash;
    return result.what == found::kind::route || is_clean_path_a_route ? result.route : none;
}

route_table::found route_table::find_in_tree(request& request) const
{
    const std::string_view path = request.path();
    if ((bit(request.method()) & without_routes) != 0 || !path.starts_with('/'))
        return {};
    const path_survey seen = survey(path);
    if (seen.is_clean)
        return look(path, seen.is_encoded, request);
    const std::string clean = cleaned(path);
    found result = look(clean, seen.is_encoded, request);
    if (result.what == found::kind::route)
        result = {found::kind::redirect};
    request.route_ = nullptr;
    request.parameter_count_ = 0;
    return result;
}

route_table::found route_table::look(std::string_view path, bool encoded, request& request) const noexcept
{
    const index host = has_hosts_ ? host_root(request) : none;
    search looking{request.method(), encoded, false, false, none, 0, 0, {}};
    const bool is_found = look_under_hosts(host, path, looking);
    if (looking.may_redirect) {
        search with_slash{request.method(), encoded, true, false, none, 0, 0, {}};
        if (look_under_hosts(host, path, with_slash))
            return {found::kind::redirect, true};
        looking.allowed |= with_slash.allowed;
    }
    if (is_found) {
        take(looking, path, request);
        return {found::kind::route, false, looking.route, 0};
    }
    return {looking.allowed != 0 ? found::kind::wrong_method : found::kind::nothing, false, 0, looking.allowed};
}

bool route_table::look_under_hosts(index host, std::string_view path, search& looking) const noexcept
{
    return (host != none && descend(host, path.substr(1), looking)) || descend(0, path.substr(1), looking);
}

bool route_table::descend(index at, std::string_view rest, search& looking) const noexcept
{
    const node& here = nodes_[at];
    const std::string_view all = rest;
    bool last = false;
    const std::string_view segment = take_segment(rest, last);
    auto go = [&](index child) {
        return child != none && (last ? arrive(child, looking) : descend(child, rest, looking));
    };

    if (segment.empty()) { // the path ends in a slash
        if (here.slash != none && ends_here(here.slash, looking))
            return true;
    } else {
        if (go(looking.encoded ? children_.find_decoded(at, segment) : children_.find(at, segment)))
            return true;
        looking.values[looking.depth++] = segment;
        if (here.integer != none && (looking.encoded ? is_encoded_integer(segment) : is_integer(segment))
            && go(here.integer))
            return true;
        if (go(here.any))
            return true;
        --looking.depth;
    }
    if (here.rest == none || looking.with_slash || !ends_here(here.rest, looking))
        return false;
    looking.values[looking.depth] = all;
    return true;
}

// Called when the path has ended with a segment that is not empty.
bool route_table::arrive(index at, search& looking) const noexcept
{
    const node& end = nodes_[at];
    if (looking.with_slash)
        return (end.slash != none && ends_here(end.slash, looking)) || (end.rest != none && ends_here(end.rest, looking));
    if (ends_here(at, looking)) {
        looking.may_redirect = false; // an exact match needs no redirect
        return true;
    }
    looking.may_redirect = looking.may_redirect || end.slash != none || end.rest != none;
    return false;
}

// Whether a route for the method ends at this node. If routes for other methods end here, the search goes on, and
// remembers which methods are allowed.
bool route_table::ends_here(index at, search& looking) const noexcept
{
    const node& end = nodes_[at];
    looking.route = route_of(end, looking.method);
    if (looking.route != none)
        return true;
    for (std::size_t i = 0; i < every_method; ++i)
        if (end.routes[i] != none)
            looking.allowed |= bit(static_cast<method>(i));
    return false;
}

void route_table::take(const search& looking, std::string_view path, request& request) const noexcept
{
    const pattern& taken = patterns_[looking.route];
    request.route_ = taken.text.c_str();
    request.pattern_ = &taken;
    request.parameter_count_ = 0;
    for (const pattern_segment& each : taken.segments)
        if (each.is_parameter()) {
            const std::size_t number = request.parameter_count_++;
            const std::string_view value = looking.values[number];
            const std::size_t at = value.empty() ? 0 : static_cast<std::size_t>(value.data() - path.data());
            request.parameters_[number] = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(value.size())};
        }
}

// Finds the root of the patterns for the request's host. If the target is a whole URL, its host is taken, and not that
// of the field Host (RFC 9112 section 3.2.2).
route_table::index route_table::host_root(const request& request) const noexcept
{
    std::string_view host = request.target();
    if (const std::size_t scheme = host.find("://"); !host.starts_with('/') && scheme != std::string_view::npos) {
        host.remove_prefix(scheme + 3);
        host = host.substr(0, host.find_first_of("/?"));
    } else {
        host = request.field("Host").value_or(std::string_view());
    }
    host = host.substr(0, host.find(':'));
    if (host.ends_with('.')) // the same name, from the root of DNS
        host.remove_suffix(1);

    std::array<char, 256> small{}; // the longest name of DNS has 253 characters
    if (host.size() > small.size())
        return none;
    std::size_t size = 0;
    while (!host.empty())
        small[size++] = lower(take_decoded(host));
    return hosts_.find(0, {small.data(), size});
}

std::string route_table::location(const request& request, const found& redirect)
{
    const std::string_view target = request.target();
    return safe_location(cleaned(request.path()))
        .append(redirect.adds_slash ? "/" : "")
        .append(safe_location(target.substr(std::min(target.find('?'), target.size()))));
}

std::string allow_list(std::uint32_t allowed)
{
    if (allowed & bit(method::get))
        allowed |= bit(method::head);
    allowed |= bit(method::options);
    std::string list;
    for (unsigned i = 0; i < static_cast<unsigned>(method::unknown); ++i) {
        if ((allowed & (1U << i)) == 0)
            continue;
        list.append(list.empty() ? "" : ", ").append(to_string(static_cast<method>(i)));
    }
    return list;
}

} // namespace plait::http::detail
