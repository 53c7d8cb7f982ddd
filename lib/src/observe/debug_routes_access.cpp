#include "observe/debug_routes_access.hpp"

#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>
#include <plait/http/request.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace plait::detail {

namespace {

using http::detail::same_name;

bool starts_with(std::string_view text, std::string_view beginning) noexcept
{
    return same_name(text.substr(0, beginning.size()), beginning);
}

bool ends_with(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() && same_name(text.substr(text.size() - end.size()), end);
}

bool is_loopback(const http::peer_address& peer) noexcept
{
    using kind = http::peer_address::kind;
    constexpr std::array<std::uint8_t, 16> one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    switch (peer.what()) {
    case kind::unix_socket:
        return true;
    case kind::ipv4:
        return peer.bytes().front() == 127;
    case kind::ipv6:
        return std::ranges::equal(peer.bytes(), one);
    case kind::unknown:
        break;
    }
    return false;
}

/// Whether a proxy or a content delivery network writes this field into what it sends on.
bool is_forwarding(std::string_view name) noexcept
{
    constexpr std::string_view names[] = {
        "Forwarded",        "Via",
        "X-Real-IP",        "True-Client-IP",
        "Client-IP",        "X-Client-IP",
        "X-Remote-IP",      "X-Remote-Addr",
        "X-Originating-IP", "X-Original-Host",
        "X-Original-URI",   "X-Original-For",
        "X-ProxyUser-IP",   "CDN-Loop",
        "Fastly-Client-IP", "Fly-Client-IP",
        "Front-End-Https",  "Proxy-Connection",
        "X-Amzn-Trace-Id",  "X-ARR-LOG-ID",
        "X-Varnish",
    };
    constexpr std::string_view beginnings[] = {
        "X-Forward", "CF-", "X-Cluster-Client", "X-Envoy-", "X-Azure-", "X-AppEngine-", "X-Sendfile-", "X-Accel-",
    };
    return std::ranges::any_of(names, [&](std::string_view each) { return same_name(name, each); })
           || std::ranges::any_of(beginnings, [&](std::string_view each) { return starts_with(name, each); });
}

/// Whether a value of Origin is the site whose name is `host`.
bool is_origin_of(std::string_view origin, std::string_view host) noexcept
{
    for (const std::string_view scheme : {"http://", "https://"})
        if (starts_with(origin, scheme) && same_name(origin.substr(scheme.size()), host))
            return true;
    return false;
}

} // namespace

bool is_loopback_host(std::string_view host) noexcept
{
    if (host.starts_with('[') || (!host.empty() && host.front() >= '0' && host.front() <= '9')) {
        const auto address = http::peer_address::parse(host);
        return address && is_loopback(*address);
    }
    const std::string_view name = host.substr(0, host.find(':'));
    return same_name(name, "localhost") || ends_with(name, ".localhost");
}

std::string_view debug_access::refusal(const http::request& request) const
{
    if (has_token(request))
        return {};
    if (!is_loopback(request.peer()))
        return "it answers this machine alone, and the request comes from another";
    if (request.is_from_proxy())
        return "the request comes from an address that trust_proxies names, so it may come from another machine; "
               "programs on this machine send the token of debug_options there";
    if (request.is_http_1_0())
        return "the request came in HTTP/1.0, as some proxies send requests on, so it may come from another machine";
    if (!request.target().starts_with('/'))
        return "the request names a whole URL, as those to a proxy do, so it may come from another machine";

    std::string_view host;
    int hosts = 0;
    for (const http::field& each : request.fields()) {
        if (is_forwarding(each.name))
            return "the request has a field of a proxy, such as X-Forwarded-For or Via, so it may come from another "
                   "machine";
        if (same_name(each.name, "Host")) {
            host = each.value;
            ++hosts;
        }
    }
    if (hosts != 1 || !is_loopback_host(host))
        return "the request's Host is not localhost, 127.0.0.1 or [::1], so it may come from a web page (DNS "
               "rebinding)";
    for (const http::field& each : request.fields()) {
        const bool other_site =
            (same_name(each.name, "Sec-Fetch-Site") && each.value != "same-origin" && each.value != "none")
            || (same_name(each.name, "Origin") && !is_origin_of(each.value, host));
        if (other_site)
            return "the request comes from a page of another site; open this URL by itself";
    }
    return {};
}

bool debug_access::is_token_in_url(const http::request& request) const
{
    const auto given = request.query("token");
    return given && is_token(*given);
}

bool debug_access::has_token(const http::request& request) const
{
    constexpr std::string_view scheme = "Bearer ";
    if (token_.empty())
        return false;
    const std::string_view given = request.field("Authorization").value_or(std::string_view());
    return (starts_with(given, scheme) && is_token(http::detail::trimmed(given.substr(scheme.size()))))
           || is_token_in_url(request);
}

// The time that this takes depends on the size of what was given alone, so a client cannot find the token piece by piece.
bool debug_access::is_token(std::string_view given) const noexcept
{
    unsigned differs = token_.empty() || given.size() != token_.size() ? 1 : 0;
    for (std::size_t i = 0; i < given.size() && !token_.empty(); ++i)
        differs |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(token_[i % token_.size()]);
    return differs == 0;
}

} // namespace plait::detail
