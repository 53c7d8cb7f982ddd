#include <plait/http/basic_auth.hpp>

#include "http/base64url.hpp"
#include "http/parse/field_name.hpp"
#include <plait/context_value.hpp>
#include <plait/http/bearer_auth.hpp>
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <stdexcept>

namespace plait::http {

namespace {

constinit const context_value<std::string> checked_user;

/// What follows the scheme in the request's one field Authorization.
std::optional<std::string_view> credentials(const request& request, std::string_view scheme) noexcept
{
    std::optional<std::string_view> found;
    for (const field& each : request.fields()) {
        if (!detail::same_name(each.name, "Authorization"))
            continue;
        if (found)
            return std::nullopt; // others may go by the other one
        found = each.value;
    }
    if (!found || found->size() <= scheme.size() || !detail::same_name(found->substr(0, scheme.size()), scheme)
        || (*found)[scheme.size()] != ' ')
        return std::nullopt;
    found->remove_prefix(std::min(found->find_first_not_of(' ', scheme.size()), found->size()));
    return found;
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0 || text.find_first_of("-_") != std::string_view::npos)
        return std::nullopt;
    std::string other(text.substr(0, text.find_last_not_of('=') + 1));
    if (text.size() - other.size() > 2)
        return std::nullopt;
    std::ranges::replace(other, '+', '-');
    std::ranges::replace(other, '/', '_');
    return detail::from_base64url(other);
}

} // namespace

const std::string* authenticated_user() noexcept
{
    return checked_user.get();
}

std::optional<detail::name_and_password> detail::basic_credentials(const request& request)
{
    const std::optional<std::string_view> given = credentials(request, "Basic");
    const std::optional<std::string> text = given ? from_base64(*given) : std::nullopt;
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::nullopt;
    return name_and_password{text->substr(0, colon), text->substr(colon + 1)};
}

std::optional<std::string_view> detail::bearer_token(const request& request) noexcept
{
    const std::optional<std::string_view> given = credentials(request, "Bearer");
    if (!given || given->empty())
        return std::nullopt;
    constexpr std::string_view others = "-._~+/";
    const std::string_view token = given->substr(0, given->find_last_not_of('=') + 1);
    const bool is_right = !token.empty() && std::ranges::all_of(token, [&](char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z')
               || others.find(each) != std::string_view::npos;
    });
    return is_right ? given : std::nullopt;
}

std::string detail::challenge(std::string_view scheme, std::string_view realm)
{
    std::string text(scheme);
    text.append(" realm=\"");
    for (const char each : realm) {
        if (is_control(each))
            throw std::invalid_argument("http: the realm has a control character");
        text.append(each == '"' || each == '\\' ? "\\" : "").append(1, each);
    }
    return text.append(scheme == "Basic" ? "\", charset=\"UTF-8\"" : "\"");
}

awaitable<response> detail::next_as(std::string user, next_handler next, request& request)
{
    co_return co_await checked_user.with(std::move(user), call_later(std::move(next), request));
}

} // namespace plait::http
