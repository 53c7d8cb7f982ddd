#include <plait/http/router.hpp>

#include "http/parse/request_line.hpp"
#include "http/route/route_table.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace plait::http {

struct router::implementation {
    detail::route_table table;
    std::vector<detail::endpoint> endpoints; // an endpoint's index is the number of its route in the table

    void add(std::optional<method> method, std::string_view pattern, detail::endpoint added)
    {
        if (!added.handler)
            detail::refuse_route(detail::pattern(method, pattern).title(), "the handler is empty");
        table.add(method, pattern);
        endpoints.push_back(std::move(added));
    }
};

namespace {

awaitable<response> answer(response ready)
{
    co_return ready;
}

response
without_route(const detail::route_table& table, const request& request, const detail::route_table::found& found)
{
    using kind = detail::route_table::found::kind;
    const bool is_options = request.method() == method::options;
    if (request.method() == method::unknown || request.method() == method::connect)
        return status_text(status::not_implemented);
    if (is_options && request.target() == "*") // this asks about the whole server (RFC 9110 section 9.3.7)
        return response(status::no_content).set("Allow", detail::allow_list(table.all_methods()));
    if (found.what == kind::redirect)
        return redirect(detail::route_table::location(request, found), status::temporary_redirect);
    if (found.what == kind::wrong_method)
        return (is_options ? response(status::no_content) : status_text(status::method_not_allowed))
            .set("Allow", detail::allow_list(found.allowed));
    return status_text(status::not_found);
}

} // namespace

router::router() : implementation_(std::make_unique<implementation>()) {}
router::router(const router& other) : implementation_(std::make_unique<implementation>(*other.implementation_)) {}
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
    implementation_->add(method, pattern, {std::move(added.kept), added.coroutine, added.function, options});
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
    implementation_->add(method, text, {std::move(added.kept), added.coroutine, added.function, options});
    return *this;
}

router& router::mount(std::string_view prefix, const router& other)
{
    auto all = std::make_unique<implementation>(*implementation_);
    const auto& patterns = other.implementation_->table.patterns();
    for (std::size_t i = 0; i < patterns.size(); ++i)
        all->add(
            patterns[i].method, detail::mounted(prefix, patterns[i].text), other.implementation_->endpoints[i]);
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

awaitable<response> router::operator()(request& request) const
{
    std::optional<response> otherwise;
    const detail::endpoint* found = find(request, otherwise);
    if (!found)
        return answer(*std::move(otherwise));
    if (found->coroutine)
        return found->coroutine(*found->handler, request); // the handler's own coroutine, without one of ours around it
    return answer(found->function(*found->handler, request));
}

} // namespace plait::http
