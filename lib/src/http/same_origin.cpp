#include <plait/http/same_origin.hpp>

#include "http/parse/field_name.hpp"
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace plait::http {

namespace {

/// What follows the scheme of an origin; empty if it is none.
std::string_view host_of(std::string_view origin) noexcept
{
    const std::size_t colon = origin.find("://");
    return colon == std::string_view::npos || colon == 0 ? std::string_view() : origin.substr(colon + 3);
}

class origin_check {
public:
    explicit origin_check(std::initializer_list<std::string_view> others)
    {
        for (const std::string_view each : others) {
            const std::string_view host = host_of(each);
            if (host.empty() || host.find_first_of("/?#@ ") != std::string_view::npos)
                throw std::invalid_argument(
                    "same_origin: '" + std::string(each) + "' is no origin: write one as \"https://shop.example\"");
            others_.emplace_back(each);
        }
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
        if (!site && detail::same_name(host_of(*origin), request.field("Host").value_or("")) && !host_of(*origin).empty())
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
