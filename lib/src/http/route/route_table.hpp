#pragma once

#include "http/route/pattern.hpp"
#include "http/route/text_index.hpp"
#include <plait/http/method.hpp>
#include <plait/http/request.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

[[nodiscard]] constexpr std::uint32_t bit(method value) noexcept
{
    return 1U << static_cast<unsigned>(value);
}

/// As their targets have no path, or nobody knows what they mean.
inline constexpr std::uint32_t without_routes = bit(method::connect) | bit(method::unknown);

/// A tree of path segments, from patterns to numbers. Pure: it knows no handler and does no I/O. The cost of `find`
/// grows with the segments of the path, not with the number of routes.
///
/// A conflict is noticed when the second route is added, so at most one of the routes that match a request is the most
/// specific, and of all orders to look in, the first kind of segment that fits is right: it only goes on where that leads
/// nowhere ("/a/b/c" with "/a/b/d" and "/a/{x}/c").
class route_table {
public:
    using index = std::uint32_t;
    static constexpr index none = text_index::none;

    struct found {
        enum class kind : std::uint8_t { route, redirect, wrong_method, nothing };
        kind what = kind::nothing;
        bool adds_slash = false;   // a redirect to the path with a slash at its end
        index route = 0;
        std::uint32_t allowed = 0; // bits, 1 << method, when it is the method that is wrong
    };

    /// Gives the pattern the next number, from 0. No method: all of them. Throws `std::invalid_argument`.
    void add(std::optional<method>, std::string_view pattern);

    /// Sets the request's route and parameters if one is found. A redirect: one is found for `location`. It takes no
    /// memory, but for a path that is not clean.
    [[nodiscard]] found find(request&) const;

    /// The same for what is asked for most, or `none`: a path without parameters, found by one look into a table.
    [[nodiscard]] index find_whole(request&) const noexcept;
    [[nodiscard]] found find_in_tree(request&) const; ///< All others.

    /// Where a request is redirected to: the clean path and the query.
    [[nodiscard]] static std::string location(const request&, const found&);

    [[nodiscard]] const std::vector<pattern>& patterns() const noexcept { return patterns_; } ///< By number.
    [[nodiscard]] std::uint32_t all_methods() const noexcept { return all_methods_; }

private:
    static constexpr std::size_t every_method = static_cast<std::size_t>(method::unknown);

    struct literal {
        std::string text;
        index child;
    };
    struct node {
        std::vector<literal> literals; // found through children_, listed for conflicts
        index slash = none;
        index integer = none;
        index any = none;
        index rest = none;
        std::array<index, every_method + 1> routes; // by method, the last for all; none: no route ends here
        node() { routes.fill(none); }
    };
    struct search;

    [[nodiscard]] index root_for(const std::string& host);
    [[nodiscard]] index child_for(index parent, const pattern_segment&);
    [[nodiscard]] static index& place_of(node&, pattern_segment::kind) noexcept;
    void check_conflicts(index root, const pattern&) const;
    void overlapping(index at, std::span<const pattern_segment>, std::vector<index>& routes) const;
    void everything_below(index at, std::vector<index>& routes) const;

    [[nodiscard]] static index route_of(const node&, method) noexcept;
    [[nodiscard]] index host_root(const request&) const noexcept;
    [[nodiscard]] found look(std::string_view path, bool encoded, request&) const noexcept;
    [[nodiscard]] bool look_under_hosts(index host, std::string_view path, search&) const noexcept;
    [[nodiscard]] bool descend(index at, std::string_view rest, search&) const noexcept;
    [[nodiscard]] bool arrive(index at, search&) const noexcept;
    [[nodiscard]] bool ends_here(index at, search&) const noexcept;
    void take(index route, const search&, request&) const noexcept;

    std::vector<node> nodes_ = std::vector<node>(1); // the first is the root of the patterns without a host
    text_index children_;                            // of a node, by literal
    text_index whole_paths_;                         // without a host and parameters: what is asked for most, found at once
    text_index hosts_;                               // their roots
    std::vector<pattern> patterns_;
    std::uint32_t all_methods_ = 0;
    bool has_hosts_ = false;
};

/// "GET, HEAD, POST, OPTIONS" for bits as in `route_table::found`: HEAD comes with GET, and OPTIONS always.
[[nodiscard]] std::string allow_list(std::uint32_t methods);

//
// Implementation
//

inline route_table::index route_table::route_of(const node& end, method asked) noexcept
{
    index route = end.routes[static_cast<std::size_t>(asked)];
    if (route == none && asked == method::head)
        route = end.routes[static_cast<std::size_t>(method::get)];
    if (route == none)
        route = end.routes[every_method];
    return route;
}

// Flattened: each request comes here, and the calls took a third of it.
[[gnu::flatten]] inline route_table::index route_table::find_whole(request& asked) const noexcept
{
    const method method = asked.method();
    if (has_hosts_ || (bit(method) & without_routes) != 0)
        return none;
    const index end = whole_paths_.find(0, asked.path());
    const index route = end == none ? none : route_of(nodes_[end], method);
    if (route != none) {
        asked.route_ = patterns_[route].text.c_str();
        asked.parameter_count_ = 0;
    }
    return route;
}

} // namespace plait::http::detail
