#include <plait/http/cookies.hpp>

#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>

namespace plait::http {

cookies::iterator& cookies::iterator::operator++() noexcept
{
    for (;;) {
        while (rest_.empty()) {
            if (fields_.empty()) {
                cookie_ = {};
                at_end_ = true;
                return *this;
            }
            if (detail::same_name(fields_.front().name, "Cookie"))
                rest_ = fields_.front().value;
            fields_ = fields_.subspan(1);
        }
        const std::string_view pair = rest_.substr(0, rest_.find(';'));
        rest_.remove_prefix(std::min(pair.size() + 1, rest_.size()));
        const std::string_view text = detail::trimmed(pair);
        if (text.empty())
            continue;
        const std::size_t equals = text.find('=');
        cookie_.name = equals == std::string_view::npos ? text.substr(0, 0) : detail::trimmed(text.substr(0, equals));
        cookie_.value = equals == std::string_view::npos ? text : detail::trimmed(text.substr(equals + 1));
        return *this;
    }
}

cookies::iterator cookies::begin() const noexcept
{
    return iterator(fields_);
}

std::string_view cookies::operator[](std::string_view name) const noexcept
{
    for (const field& each : *this)
        if (each.name == name)
            return each.value;
    return {};
}

bool cookies::contains(std::string_view name) const noexcept
{
    for (const field& each : *this)
        if (each.name == name)
            return true;
    return false;
}

cookies request::cookies() const noexcept
{
    return http::cookies(fields());
}

std::optional<std::string_view> request::cookie(std::string_view name) const noexcept
{
    for (const http::field& each : cookies())
        if (each.name == name)
            return each.value;
    return std::nullopt;
}

} // namespace plait::http
