#pragma once

#include <plait/http/detail/erased_handler.hpp>
#include <plait/http/route_options.hpp>

#include <memory>

namespace plait::http::detail {

/// The handler and the options of a route. Copies of a router share the handler.
struct endpoint {
    std::shared_ptr<closure> handler;
    coroutine_call* coroutine;
    function_call* function;
    reader_call* reader;
    route_options options;
    std::shared_ptr<closure>
        on_error{}; // the error_hook of the router that was mounted with this route; else it is null
};

} // namespace plait::http::detail
