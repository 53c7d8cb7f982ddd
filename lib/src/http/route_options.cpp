#include <plait/http/route_options.hpp>

#include "http/not_negative.hpp"

namespace plait::http {

route_options& route_options::body_limit(plait::detail::byte_limit most)
{
    body_limit_ = most.of("route_options: body_limit");
    return *this;
}

route_options& route_options::body_timeout(duration value)
{
    body_timeout_ = not_negative("route_options: body_timeout", value);
    return *this;
}

route_options& route_options::body_total_timeout(duration value)
{
    body_total_timeout_ = not_negative("route_options: body_total_timeout", value);
    return *this;
}

route_options& route_options::handler_timeout(duration value)
{
    handler_timeout_ = not_negative("route_options: handler_timeout", value);
    return *this;
}

route_options& route_options::stream_timeout(duration value)
{
    stream_timeout_ = not_negative("route_options: stream_timeout", value);
    return *this;
}

} // namespace plait::http
