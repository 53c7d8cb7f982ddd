#include <plait/http/route_options.hpp>

namespace plait::http {

route_options& route_options::body_limit(std::size_t bytes) noexcept
{
    body_limit_ = bytes;
    return *this;
}

route_options& route_options::body_timeout(duration value) noexcept
{
    body_timeout_ = value;
    return *this;
}

route_options& route_options::body_total_timeout(duration value) noexcept
{
    body_total_timeout_ = value;
    return *this;
}

route_options& route_options::handler_timeout(duration value) noexcept
{
    handler_timeout_ = value;
    return *this;
}

} // namespace plait::http
