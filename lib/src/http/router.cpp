#include <plait/http/router.hpp>

#include "http/answer/error_answer.hpp"
#include "http/parse/request_line.hpp"
#include "http/route/endpoint.hpp"
#include "http/route/route_table.hpp"
#include <plait/http/body_reader.hpp>
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace plait::http {

struct router::implementation {
    detail::route_table table;
    std::vector<detail::endpoint> endpoints; // an endpoint's index is the number of its route in the table
    std::shared_ptr<detail::closure> on_error; // an error_hook, or null

    void add(std::optional<method> method, std::string_view pattern, detail::endpoint added)
    {
        if (!added.handler)
            detail::refuse_route(detail::pattern(method, pattern).title(), "the handler is empty");
        table.add(method, pattern);
        endpoints.push_back(std::move(added));
    }
};

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

router& router::add_erased(
    method method, std::string_view pattern, detail::erased_handler added, const route_options& options)
{
    implementation_->add(method, pattern, {std::move(added.kept), added.coroutine, added.function, added.reader, options});
    return *this;
}

router& router::add_erased(std::string_view text, detail::erased_handler added, const route_options& options)
{
    const std::size_t space = text.find(' ');
    std::optional<method> method;
    if (space != std::string_view::npos) {
        method = detail::method_of(text.substr(0, space));
        if (*method == http::method::unknown)
            detail::refuse_route(text, "the method '" + std::string(text.substr(0, space)) + "' is unknown");
        text.remove_prefix(space + 1);
    }
    implementation_->add(method, text, {std::move(added.kept), added.coroutine, added.function, added.reader, options});
    return *this;
}

router& router::mount(std::string_view prefix, const router& other)
{
    detail::owned<implementation> all(new implementation(*implementation_));
    const auto& patterns = other.implementation_->table.patterns();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        detail::endpoint added = other.implementation_->endpoints[i];
        if (!added.on_error)
            added.on_error = other.implementation_->on_error;
        all->add(patterns[i].method, detail::mounted(prefix, patterns[i].text), std::move(added));
    }
    implementation_ = std::move(all);
    return *this;
}

const detail::endpoint* router::find(request& request, std::optional<response>& otherwise) const
{
    const implementation& all = *implementation_;
    if (const auto route = all.table.find_whole(request); route != detail::route_table::none)
        return &all.endpoints[route];
    const detail::route_table::found found = all.table.find_in_tree(request);
    if (found.what == detail::route_table::found::kind::route)
        return &all.endpoints[found.route];
    otherwise = without_route(all.table, request, found);
    return nullptr;
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

detail::error_hook* router::hook_for(const detail::endpoint* to) const noexcept
{
    detail::closure* const hook = to && to->on_error ? to->on_error.get() : implementation_->on_error.get();
    return static_cast<detail::error_hook*>(hook);
}

awaitable<response> router::operator()(request& request) const
{
    std::optional<response> otherwise;
    const detail::endpoint* const found = find(request, otherwise);
    try {
        if (found && found->coroutine)
            co_return co_await found->coroutine(*found->handler, request);
        if (found && found->reader) {
            body_reader body(request.body());
            co_return co_await found->reader(*found->handler, request, body);
        }
        if (found)
            co_return found->function(*found->handler, request);
        if (otherwise->status() < status::bad_request)
            co_return *std::move(otherwise);
        throw error_of(*otherwise);
    } catch (const http_error& error) {
        detail::error_hook* const hook = hook_for(found);
        co_return hook ? detail::completed(hook->shaped(request, error), error) : detail::answer_of(error, request);
    }
}

} // namespace plait::http
