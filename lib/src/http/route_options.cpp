#include <plait/http/route_options.hpp>

#include <stdexcept>
#include <string>

namespace plait::http {

namespace {

route_options::duration not_negative(const char* name, route_options::duration value)
{
    if (value < route_options::duration::zero())
        throw std::invalid_argument(std::string("route_options: ") + name + " is not negative");
    return value;
}

} // namespace

route_options& route_options::body_limit(std::size_t bytes) noexcept
{
    body_limit_ = bytes;
    return *this;
}

route_options& route_options::body_timeout(duration value)
{
    body_timeout_ = not_negative("body_timeout", value);
    return *this;
}

route_options& route_options::body_total_timeout(duration value)
{
    body_total_timeout_ = not_negative("body_total_timeout", value);
    return *this;
}

route_options& route_options::handler_timeout(duration value)
{
    handler_timeout_ = not_negative("handler_timeout", value);
    return *this;
}

} // namespace plait::http
