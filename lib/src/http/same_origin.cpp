#include <plait/http/same_origin.hpp>

#include "http/parse/field_name.hpp"
#include "http/parse/origin.hpp"
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace plait::http {

namespace {

class origin_check {
public:
    explicit origin_check(std::initializer_list<std::string_view> others)
    {
        for (const std::string_view each : others)
            others_.push_back(detail::checked_origin("same_origin", each));
    }

    awaitable<response> operator()(request& request, next_handler next) const
    {
        if (!is_harmless(request.method()) && !is_ours(request))
            throw http_error(status::forbidden, "this was sent by a page of another site");
        return next(request);
    }

private:
    [[nodiscard]] static bool is_harmless(method asked_with) noexcept
    {
        return asked_with == method::get || asked_with == method::head || asked_with == method::options;
    }
    [[nodiscard]] bool is_ours(const request& request) const noexcept
    {
        const std::optional<std::string_view> site = request.field("Sec-Fetch-Site");
        const std::optional<std::string_view> origin = request.field("Origin");
        if (site && (*site == "same-origin" || *site == "none"))
            return true;
        if (!site && !origin)
            return true;
        const std::string_view host = origin ? detail::host_of_origin(*origin) : std::string_view();
        if (!site && !host.empty() && detail::same_name(host, request.field("Host").value_or("")))
            return true;
        return origin && std::ranges::find(others_, *origin) != others_.end();
    }

    std::vector<std::string> others_;
};

} // namespace

middleware same_origin(std::initializer_list<std::string_view> others, std::source_location where)
{
    return middleware(origin_check(others), where).named("same_origin");
}

} // namespace plait::http
