#include <plait/http/middleware.hpp>

#include "http/place_name.hpp"

#include <stdexcept>

namespace plait::http {

middleware middleware::named(const char* name) &&
{
    name_ = name;
    return std::move(*this);
}

std::string middleware::name() const
{
    return name_ ? std::string(name_) : place_name(where_);
}

std::string middleware::title() const
{
    return (name_ ? std::string(name_) + " of " : std::string()) + place_name(where_);
}

void middleware::refuse_empty(const std::source_location& where)
{
    throw std::invalid_argument("http: the middleware of " + place_name(where) + " is empty");
}

bool middleware::is_none() const
{
    if (!kept_.get() && call_)
        throw std::logic_error("http: the middleware " + name() + " was moved away before it is used here");
    return !kept_.get();
}

awaitable<response> detail::call_later(next_handler next, request& request)
{
    co_return co_await next(request);
}

} // namespace plait::http
