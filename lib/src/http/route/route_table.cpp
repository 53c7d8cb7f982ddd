#include "http/route/route_table.hpp"

#include "http/route/path.hpp"

#include <algorithm>

namespace plait::http::detail {

namespace {

using kind = pattern_segment::kind;

std::string_view path_of(const pattern& of) noexcept
{
    return std::string_view(of.text).substr(of.host.size());
}

/// What helps two that conflict, if the only reason is that one of them is for all methods.
std::string advice(const pattern& one, const pattern& other)
{
    if (one.method)
        return other.method ? "" : advice(other, one);
    pattern named = one;
    named.method = other.method;
    return compare(named, other) == relation::overlapping ? "" : "; name a method for '" + one.title() + "'";
}

} // namespace

void route_table::add(std::optional<method> method, std::string_view text)
{
    const pattern added(method, text);
    const index root = root_for(added.host);
    check_conflicts(root, added);

    index at = root;
    for (const pattern_segment& each : added.segments)
        at = child_for(at, each);
    nodes_[at].routes[static_cast<std::size_t>(added.method.value_or(method::unknown))] =
        static_cast<index>(patterns_.size());

    const std::string_view path = path_of(added);
    const bool is_fixed = std::ranges::all_of(added.segments, [](const pattern_segment& each) {
        return each.what == kind::literal || each.what == kind::slash;
    });
    if (added.host.empty() && is_fixed && path.find('%') == std::string_view::npos) {
        const std::string_view whole = path.substr(0, path.find("{$}"));
        if (whole_paths_.find(0, whole) == none)
            whole_paths_.add(0, whole, at);
    }
    all_methods_ |= added.method ? bit(*added.method) : ~without_routes;
    patterns_.push_back(added);
}

route_table::index route_table::root_for(const std::string& host)
{
    if (host.empty())
        return 0;
    index root = hosts_.find(0, host);
    if (root == none) {
        root = static_cast<index>(nodes_.size());
        nodes_.emplace_back();
        hosts_.add(0, host, root);
        has_hosts_ = true;
    }
    return root;
}

route_table::index& route_table::place_of(node& parent, kind what) noexcept
{
    switch (what) {
    case kind::slash:
        return parent.slash;
    case kind::integer:
        return parent.integer;
    case kind::any:
        return parent.any;
    default:
        return parent.rest;
    }
}

route_table::index route_table::child_for(index parent, const pattern_segment& segment)
{
    const bool is_literal = segment.what == kind::literal;
    index child = is_literal ? children_.find(parent, segment.text) : place_of(nodes_[parent], segment.what);
    if (child != none)
        return child;
    child = static_cast<index>(nodes_.size());
    nodes_.emplace_back();
    if (is_literal) {
        children_.add(parent, segment.text, child);
        nodes_[parent].literals.push_back({segment.text, child});
    } else {
        place_of(nodes_[parent], segment.what) = child;
    }
    return child;
}

void route_table::check_conflicts(index root, const pattern& added) const
{
    std::vector<index> others;
    overlapping(root, added.segments, others);
    for (const index each : others) {
        const pattern& there = patterns_[each];
        switch (compare(added, there)) {
        case relation::same:
            refuse_route(added.title(), "means the same as '" + there.title() + "', which is there already");
        case relation::overlapping:
            refuse_route(
                added.title(), "conflicts with '" + there.title() + "': both match " + common_path(added, there)
                                   + ", and neither is more specific" + advice(added, there));
        default:
            break;
        }
    }
}

// Collects the routes that may match some of the paths that these segments match. It does not visit all routes, as
// there may be many.
void route_table::overlapping(index at, std::span<const pattern_segment> segments, std::vector<index>& routes) const
{
    const node& here = nodes_[at];
    if (segments.empty()) {
        std::ranges::copy_if(here.routes, std::back_inserter(routes), [](index route) { return route != none; });
        return;
    }
    const pattern_segment& first = segments.front();
    const auto rest = segments.subspan(1);
    if (first.what == kind::rest)
        everything_below(at, routes);
    else if (here.rest != none)
        everything_below(here.rest, routes);

    auto visit = [&](index child) {
        if (child != none)
            overlapping(child, rest, routes);
    };
    switch (first.what) {
    case kind::literal:
        visit(children_.find(at, first.text));
        break;
    case kind::slash:
        visit(here.slash);
        return;
    case kind::integer:
    case kind::any:
        for (const literal& each : here.literals)
            if (first.what == kind::any || is_integer(each.text))
                visit(each.child);
        break;
    case kind::rest:
        return;
    }
    visit(here.integer);
    visit(here.any);
}

void route_table::everything_below(index at, std::vector<index>& routes) const
{
    const node& here = nodes_[at];
    overlapping(at, {}, routes); // the routes that end at this node
    for (const literal& each : here.literals)
        everything_below(each.child, routes);
    for (const index child : {here.slash, here.integer, here.any, here.rest})
        if (child != none)
            everything_below(child, routes);
}

} // namespace plait::http::detail
