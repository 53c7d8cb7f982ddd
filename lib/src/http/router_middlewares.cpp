// The middlewares of a router, and what they stand before: its handlers, and what has no handler.
#include "http/place_name.hpp"
#include "http/route/router_implementation.hpp"
#include <plait/http/body_reader.hpp>
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace plait::http {

/// Stands for the handler of what has no route.
struct router::implementation::unrouted final : detail::closure {
    explicit unrouted(const implementation& in) : of(in) {}

    static awaitable<response> answer(detail::closure& kept, request& request, body_reader&)
    {
        std::optional<response> otherwise;
        const detail::endpoint* const found = static_cast<unrouted&>(kept).of.find_route(request, otherwise);
        if (found)
            throw std::logic_error("router: a middleware has changed the request, which has a route now");
        if (otherwise->status() >= status::bad_request)
            throw error_of(*otherwise);
        co_return *std::move(otherwise);
    }

    const implementation& of;
};

router::implementation::implementation(const implementation& other)
    : table(other.table), endpoints(other.endpoints), routes(other.routes), on_error(other.on_error), used(other.used),
      chains(other.chains)
{
    make_chains();
}

void router::implementation::use(middleware added)
{
    if (!routes.empty())
        throw std::logic_error(
            "router: the middleware " + added.title() + " would not stand before the route "
            + table.patterns().front().title() + " of " + place_name(routes.front().where)
            + ", which was added earlier: write use() above all routes, or mount this router in one that has it");
    used.push_back(std::move(added));
}

void router::implementation::check() const
{
    if (!used.empty() && routes.empty())
        throw std::logic_error(
            "router: the middleware " + used.front().title() + " stands before no route, so it would never be called");
}

void router::implementation::add_chain(std::string pattern, const std::vector<middleware>& inner)
{
    detail::route_table table;
    table.add(std::nullopt, pattern);
    std::vector<middleware> all = used;
    all.insert(all.end(), inner.begin(), inner.end());
    chains.push_back({std::move(pattern), std::move(table), std::move(all)});
}

/// The answer does not need the body, so it is made when the head has come, whatever the length of the body.
void router::implementation::make_chains()
{
    if (!has_chains() && used.empty())
        return;
    route_options any;
    any.body_limit(std::numeric_limits<std::size_t>::max());
    const detail::endpoint last{std::make_shared<unrouted>(*this), nullptr, nullptr, &unrouted::answer, any};
    for (mounted_chain& each : chains)
        each.first = detail::behind(each.all, last);
    if (!used.empty())
        own_chain = detail::behind(used, last);
}

/// Of several chains whose pattern matches, this takes that of the longest prefix, and of these the first.
[[gnu::cold, gnu::noinline]] const detail::endpoint* router::implementation::find_chain(request& request) const
{
    const mounted_chain* longest = nullptr;
    const auto depth = [](const mounted_chain& of) { return std::ranges::count(of.pattern, '/'); };
    for (const mounted_chain& each : chains)
        if ((!longest || depth(each) > depth(*longest))
            && each.table.find_nameless(request) != detail::route_table::none)
            longest = &each;
    if (longest)
        return &*longest->first;
    return own_chain ? &*own_chain : nullptr;
}

router& router::use(
    middleware outermost, middleware second, middleware third, middleware fourth, middleware fifth, middleware sixth)
{
    implementation& all = *implementation_;
    for (middleware* each : {&outermost, &second, &third, &fourth, &fifth, &sixth}) {
        if (!each->is_none())
            all.use(std::move(*each));
    }
    all.make_chains();
    return *this;
}

std::string router::describe() const
{
    std::string text;
    for (std::size_t i = 0; i < implementation_->routes.size(); ++i) {
        const implementation::added_route& each = implementation_->routes[i];
        text.append(implementation_->table.patterns()[i].title()).append(": ");
        for (const middleware& before : each.before)
            text.append(before.name()).append(" > ");
        text.append("handler at ").append(place_name(each.where)).append("\n");
    }
    return text;
}

void router::check() const
{
    implementation_->check();
}

} // namespace plait::http
