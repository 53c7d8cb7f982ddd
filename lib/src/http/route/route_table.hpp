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

/// The methods that no route answers: the target of CONNECT has no path, and nobody knows what an unknown method means.
inline constexpr std::uint32_t without_routes = bit(method::connect) | bit(method::unknown);

/// A tree of path segments that finds the number of a pattern. It knows no handler and does no I/O. The cost of `find`
/// grows with the segments of the path, not with the number of routes.
///
/// A conflict is noticed when the second of its routes is added. So among the routes that match a request one is always
/// the most specific. The search finds that one if it tries the kinds of segments from the most specific to the least,
/// and takes the first one that fits. It tries a further kind only where that leads to no route: "/a/b/c" with the
/// routes "/a/b/d" and "/a/{x}/c".
class route_table {
public:
    using index = std::uint32_t;
    static constexpr index none = text_index::none;

    struct found {
        enum class kind : std::uint8_t { route, redirect, wrong_method, nothing };
        kind what = kind::nothing;
        bool adds_slash = false; // the redirect is to the path with a slash added at its end
        index route = 0;
        std::uint32_t allowed = 0; // for `wrong_method`: the methods that are right, each as a bit, 1 << method
    };

    /// Adds a pattern, and gives it the next number, from 0 on. Without a method, the pattern is for all methods.
    /// Throws `std::invalid_argument`.
    void add(std::optional<method>, std::string_view pattern);

    /// Finds the route of a request, and sets the request's route and parameters. A `redirect` means that there is a
    /// route for `location`. The search takes no memory, unless the path is not clean.
    [[nodiscard]] found find(request&) const;

    /// The first half of `find`. It finds a path that stands in a route without parameters, by one look into a table.
    /// Most requests are for such paths. For all others it returns `none`.
    [[nodiscard]] index find_whole(request&) const noexcept;
    [[nodiscard]] found find_in_tree(request&) const; ///< The second half of `find`, for all other paths.

    /// Finds what the request's path matches, or would if it were clean, and leaves the request without a route. It is for
    /// a table with one pattern.
    [[nodiscard]] index find_nameless(request&) const;

    /// The target of a redirect: the clean path and the query.
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
        std::vector<literal> literals; // `children_` finds them; this list is for finding conflicts
        index slash = none;
        index integer = none;
        index any = none;
        index rest = none;
        std::array<index, every_method + 1> routes; // by method; the last one is for all methods; `none`: no route
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
    void take(const search&, std::string_view path, request&) const noexcept;

    std::vector<node> nodes_ = std::vector<node>(1); // the first is the root of the patterns without a host
    text_index children_;                            // finds a node's child by the text of a literal
    text_index whole_paths_;                         // finds the last node of a path without a host and parameters
    text_index hosts_;                               // finds the root of the patterns for a host
    std::vector<pattern> patterns_;
    std::uint32_t all_methods_ = 0;
    bool has_hosts_ = false;
};

/// Returns a text such as "GET, HEAD, POST, OPTIONS" for the bits of `route_table::found`. HEAD is added to GET, and
/// OPTIONS is always added.
[[nodiscard]] std::string allow_list(std::uint32_t methods);

//
// Implementation
//

inline route_table::index route_table::route_of(const node& end, method of) noexcept
{
    index route = end.routes[static_cast<std::size_t>(of)];
    if (route == none && of == method::head)
        route = end.routes[static_cast<std::size_t>(method::get)];
    if (route == none)
        route = end.routes[every_method];
    return route;
}

// This function is flattened: each request comes here, and the calls inside took a third of the time.
[[gnu::flatten]] inline route_table::index route_table::find_whole(request& request) const noexcept
{
    const method method = request.method();
    if (has_hosts_ || (bit(method) & without_routes) != 0)
        return none;
    const index end = whole_paths_.find(0, request.path());
    const index route = end == none ? none : route_of(nodes_[end], method);
    if (route != none) {
        request.route_ = patterns_[route].text.c_str();
        request.parameter_count_ = 0;
    }
    return route;
}

} // namespace plait::http::detail
