#include <plait/http/router.hpp>

#include "http/answer/error_answer.hpp"
#include "http/parse/request_line.hpp"
#include "http/route/router_implementation.hpp"
#include <plait/http/body_reader.hpp>
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace plait::http {

namespace {

response
without_route(const detail::route_table& table, const request& request, const detail::route_table::found& found)
{
    using kind = detail::route_table::found::kind;
    const bool is_options = request.method() == method::options;
    if (request.method() == method::unknown || request.method() == method::connect)
        return response(status::not_implemented);
    if (is_options && request.target() == "*") // this asks about the whole server (RFC 9110 section 9.3.7)
        return response(status::no_content).set("Allow", detail::allow_list(table.all_methods()));
    if (found.what == kind::redirect)
        return redirect(detail::route_table::location(request, found), status::temporary_redirect);
    if (found.what == kind::wrong_method)
        return response(is_options ? status::no_content : status::method_not_allowed)
            .set("Allow", detail::allow_list(found.allowed));
    return response(status::not_found);
}

} // namespace

void router::implementation::add(std::optional<method> method, std::string_view pattern, added_route added)
{
    if (!added.handler.handler)
        detail::refuse_route(detail::pattern(method, pattern).title(), "the handler is empty");
    added.before.insert(added.before.begin(), used.begin(), used.end());
    detail::endpoint made = detail::behind(added.before, added.handler);
    table.add(method, pattern);
    endpoints.push_back(std::move(made));
    routes.push_back(std::move(added));
}

const detail::endpoint* router::implementation::find_route(request& request, std::optional<response>& otherwise) const
{
    if (const auto route = table.find_whole(request); route != detail::route_table::none)
        return &endpoints[route];
    return find_in_tree(request, otherwise);
}

const detail::endpoint*
router::implementation::find_in_tree(request& request, std::optional<response>& otherwise) const
{
    const detail::route_table::found found = table.find_in_tree(request);
    if (found.what == detail::route_table::found::kind::route)
        return &endpoints[found.route];
    otherwise = without_route(table, request, found);
    return nullptr;
}

router::router() : implementation_(new implementation) {}
router::router(const router& other) : implementation_(new implementation(*other.implementation_)) {}
router::router(router&&) noexcept = default;
router::~router() = default;
router& router::operator=(router&&) noexcept = default;

router& router::operator=(const router& other)
{
    router copy(other);
    return *this = std::move(copy);
}

namespace {

detail::endpoint endpoint_of(detail::erased_handler added, const route_options& options)
{
    return {std::move(added.kept), added.coroutine, added.function, added.reader, options};
}

} // namespace

router& router::add_erased(
    method method, detail::placed_text pattern, detail::erased_handler added, const route_options& options)
{
    implementation_->add(
        method, pattern.text, {endpoint_of(std::move(added), options), detail::middlewares_of(options), pattern.where});
    return *this;
}

router& router::add_erased(detail::placed_text given, detail::erased_handler added, const route_options& options)
{
    std::string_view text = given.text;
    const std::size_t space = text.find(' ');
    std::optional<method> method;
    if (space != std::string_view::npos) {
        method = detail::method_of(text.substr(0, space));
        if (*method == http::method::unknown)
            detail::refuse_route(text, "the method '" + std::string(text.substr(0, space)) + "' is unknown");
        text.remove_prefix(space + 1);
    }
    implementation_->add(
        method, text, {endpoint_of(std::move(added), options), detail::middlewares_of(options), given.where});
    return *this;
}

router& router::mount(std::string_view prefix, const router& other)
{
    if (!prefix.empty() && prefix.find('/') == std::string_view::npos)
        throw std::invalid_argument(
            "router: mount: the prefix '" + std::string(prefix) + "' has no slash: write '/" + std::string(prefix)
            + "' for a path, or '" + std::string(prefix) + "/' for a host");
    other.implementation_->check();
    const implementation& from = *other.implementation_;
    detail::owned<implementation> all(new implementation(*implementation_));
    const auto& patterns = from.table.patterns();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        implementation::added_route added = from.routes[i];
        if (!added.handler.on_error)
            added.handler.on_error = from.on_error;
        all->add(patterns[i].method, detail::mounted(prefix, patterns[i].text), std::move(added));
    }
    for (const implementation::mounted_chain& each : from.chains)
        all->add_chain(detail::mounted(prefix, each.pattern), each.all);
    if (!from.used.empty())
        all->add_chain(detail::mounted(prefix, "/"), from.used);
    all->make_chains();
    implementation_ = std::move(all);
    return *this;
}

const detail::endpoint* router::find(request& request, std::optional<response>& otherwise) const
{
    const implementation& all = *implementation_;
    if (const auto route = all.table.find_whole(request); route != detail::route_table::none)
        return &all.endpoints[route];
    const detail::endpoint* const found = all.find_in_tree(request, otherwise);
    if (found || !all.has_chains())
        return found;
    const detail::endpoint* const chain = all.find_chain(request);
    if (chain)
        otherwise.reset();
    return chain;
}

http_error router::error_of(const response& otherwise)
{
    http_error error(otherwise.status());
    if (const auto allowed = otherwise.field("Allow"))
        error.set("Allow", *allowed);
    return error;
}

router& router::set_hook(std::unique_ptr<detail::closure> hook)
{
    if (!hook)
        throw std::invalid_argument("router: on_error: the function is empty");
    implementation_->on_error = std::move(hook);
    return *this;
}

bool detail::take_shaped(response&& made, response& answer) noexcept
{
    answer = std::move(made);
    return true;
}

bool detail::take_shaped(std::optional<response>&& made, response& answer) noexcept
{
    return made && take_shaped(*std::move(made), answer);
}

detail::error_hook* router::hook_for(const detail::endpoint* to) const noexcept
{
    detail::closure* const hook = to && to->on_error ? to->on_error.get() : implementation_->on_error.get();
    return static_cast<detail::error_hook*>(hook);
}

awaitable<response> router::operator()(request& request) const
{
    std::optional<response> otherwise;
    const detail::endpoint* const found = find(request, otherwise);
    std::optional<response> answer;
    const bool had_reader = request.has_reader_; // that of a handler which gives its request to this router
    try {
        if (found && found->coroutine) {
            answer = co_await found->coroutine(*found->handler, request);
        } else if (found && found->reader) {
            body_reader body(request.body());
            request.has_reader_ = true;
            answer = co_await found->reader(*found->handler, request, body);
        } else if (found) {
            answer = found->function(*found->handler, request);
        } else if (otherwise->status() < status::bad_request) {
            answer = std::move(otherwise);
        } else {
            throw error_of(*otherwise);
        }
    } catch (const http_error& error) {
        detail::error_hook* const hook = hook_for(found);
        response made;
        answer = hook && hook->shape(request, error, made) ? detail::completed(std::move(made), error)
                                                           : detail::answer_of(error, request);
    }
    request.has_reader_ = had_reader;
    request.take_to(*answer);
    co_return *std::move(answer);
}

} // namespace plait::http
