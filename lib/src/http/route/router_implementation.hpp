#pragma once

#include "http/route/chain.hpp"
#include "http/route/endpoint.hpp"
#include "http/route/route_table.hpp"
#include <plait/http/router.hpp>

#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

struct router::implementation {
    /// What an endpoint is made of.
    struct added_route {
        detail::endpoint handler;
        std::vector<middleware> before;
        std::source_location where;
    };
    /// The middlewares that a path without a route passes if it matches the pattern. The pattern has a table of its own,
    /// as those of several chains may overlap in any way.
    struct mounted_chain {
        std::string pattern;
        detail::route_table table;
        std::vector<middleware> all;
        std::optional<detail::endpoint> first{};
    };

    detail::route_table table;
    std::vector<detail::endpoint> endpoints; // by the number of the route in the table, as are the next
    std::vector<added_route> routes;
    std::shared_ptr<detail::closure> on_error; // an error_hook, or null

    // What has no route passes the middlewares of a mounted router, or this router's own.
    std::vector<middleware> used;
    std::optional<detail::endpoint> own_chain; // none if there are no such middlewares
    std::vector<mounted_chain> chains;

    implementation() = default;
    implementation(const implementation&);
    implementation& operator=(const implementation&) = delete;
    ~implementation() = default;

    void add(std::optional<method>, std::string_view pattern, added_route);
    [[nodiscard]] const detail::endpoint* find_route(request&, std::optional<response>& otherwise) const;
    [[nodiscard]] const detail::endpoint* find_in_tree(request&, std::optional<response>& otherwise) const;

    void use(middleware);
    void add_chain(std::string pattern, const std::vector<middleware>& inner);
    /// Makes the endpoints of the chains, which refer to this object.
    void make_chains();
    [[nodiscard]] const detail::endpoint* find_chain(request&) const;
    [[nodiscard]] bool has_chains() const noexcept { return own_chain || !chains.empty(); }
    void check() const;

private:
    struct unrouted;
};

} // namespace plait::http
