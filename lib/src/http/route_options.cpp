#include <plait/http/route_options.hpp>

#include "http/not_negative.hpp"
#include "http/route/chain.hpp"

#include <memory>
#include <utility>
#include <vector>

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

route_options& route_options::never_shed() noexcept
{
    may_be_shed_ = false;
    return *this;
}

route_options& route_options::use(const middleware& added)
{
    std::vector<middleware> all = detail::middlewares_of(*this);
    if (!added.is_none())
        all.push_back(added);
    middlewares_ = detail::shared_closure(std::make_unique<detail::middleware_list>(std::move(all)));
    return *this;
}

} // namespace plait::http
