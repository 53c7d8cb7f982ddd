#include "http/route/chain.hpp"

#include <stdexcept>
#include <utility>

namespace plait::http {

namespace {

awaitable<response> call_function(detail::function_call* function, detail::closure& kept, request& request)
{
    co_return function(kept, request);
}

awaitable<response> call_chain(detail::closure& kept, request& request)
{
    return static_cast<detail::chain&>(kept).call(0, request, nullptr);
}

awaitable<response> call_chain_with_body(detail::closure& kept, request& request, body_reader& body)
{
    return static_cast<detail::chain&>(kept).call(0, request, &body);
}

} // namespace

awaitable<response> next_handler::operator()(request& request)
{
    const detail::chain* const of = std::exchange(chain_, nullptr);
    if (!of)
        throw std::logic_error("http: a middleware called its next_handler a second time");
    if (&request != request_)
        throw std::logic_error("http: a middleware called its next_handler with another request");
    return of->call(at_, request, body_);
}

awaitable<response> detail::chain::call(std::size_t at, request& request, body_reader* body) const
{
    if (at < all.size())
        return all[at].call_(*all[at].kept_.get(), request, next_handler(*this, at + 1, request, body));
    if (inner.coroutine)
        return inner.coroutine(*inner.handler, request);
    if (inner.reader)
        return inner.reader(*inner.handler, request, *body);
    return call_function(inner.function, *inner.handler, request);
}

std::vector<middleware> detail::middlewares_of(const route_options& of)
{
    const closure* const kept = of.middlewares();
    return kept ? static_cast<const middleware_list*>(kept)->all : std::vector<middleware>();
}

detail::endpoint detail::behind(const std::vector<middleware>& all, endpoint inner)
{
    if (all.empty())
        return inner;
    endpoint outer = inner;
    outer.function = nullptr;
    outer.coroutine = inner.reader ? nullptr : &call_chain;
    outer.reader = inner.reader ? &call_chain_with_body : nullptr;
    outer.handler = std::make_shared<chain>(all, std::move(inner));
    return outer;
}

} // namespace plait::http
