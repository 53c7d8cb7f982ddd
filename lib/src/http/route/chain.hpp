#pragma once

#include "http/route/endpoint.hpp"
#include <plait/http/middleware.hpp>

#include <cstddef>
#include <vector>

namespace plait::http::detail {

/// The middlewares of one route, from the outermost to the innermost, and the handler behind them. It stands in for the
/// handler, so those that call handlers need not know of it.
struct chain final : closure {
    chain(std::vector<middleware> before, endpoint behind) : all(std::move(before)), inner(std::move(behind)) {}

    /// Calls what comes at that place: a middleware, or behind the last one the handler.
    [[nodiscard]] awaitable<response> call(std::size_t at, request&, body_reader*) const;

    std::vector<middleware> all;
    endpoint inner;
};

/// What `route_options` keep of their middlewares.
struct middleware_list final : closure {
    explicit middleware_list(std::vector<middleware> kept) : all(std::move(kept)) {}
    std::vector<middleware> all;
};

/// The middlewares of a route's own options.
[[nodiscard]] std::vector<middleware> middlewares_of(const route_options&);

/// Returns an endpoint that calls the handler behind the middlewares; with none, the endpoint itself.
[[nodiscard]] endpoint behind(const std::vector<middleware>&, endpoint);

} // namespace plait::http::detail
