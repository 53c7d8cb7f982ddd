#include <plait/http/cookie.hpp>

#include "http/connection/date.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <stdexcept>

namespace plait::http {

namespace {

// What browsers take (draft-ietf-httpbis-rfc6265bis section 5.6).
constexpr std::size_t most_bytes = 4096;           // of the name and the value
constexpr std::size_t most_attribute_bytes = 1024; // of a path or a domain

[[noreturn]] void refuse_cookie(std::string_view name, std::string_view why)
{
    throw std::invalid_argument(std::string("cookie '").append(name).append("': ").append(why));
}

bool has_prefix(std::string_view name, std::string_view prefix) noexcept
{
    return detail::same_name(name.substr(0, prefix.size()), prefix); // browsers do not look at the case of letters here
}

bool is_value_char(char c) noexcept
{
    return c > ' ' && c < '\x7f' && std::string_view("\",;\\").find(c) == std::string_view::npos;
}

bool is_host_char(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

std::string shown(char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(c);
    if (code > 0x20 && code < 0x7f)
        return {'\'', c, '\''};
    return {'t', 'h', 'e', ' ', 'b', 'y', 't', 'e', ' ', '0', 'x', digits[code >> 4U], digits[code & 15U]};
}

} // namespace

cookie::cookie(std::string_view name, std::string_view value)
    : name_(name), value_(value), http_only_(has_prefix(name, "__Http-") || has_prefix(name, "__Host-Http-")),
      secure_(http_only_ || has_prefix(name, "__Secure-")), for_host_(has_prefix(name, "__Host-"))
{
    if (!detail::is_token(name))
        refuse_cookie(name, "the name is not made of letters, digits and !#$%&'*+-.^_`|~");
    if (const auto wrong = std::ranges::find_if_not(value, is_value_char); wrong != value.end())
        refuse_cookie(
            name, "the value has " + shown(*wrong) + ", which a cookie cannot hold: encode it, or use signed_cookie");
    if (name.size() + value.size() > most_bytes)
        refuse_cookie(
            name, "the name and the value have " + std::to_string(name.size() + value.size())
                      + " bytes, and browsers take no more than " + std::to_string(most_bytes));
    secure_ = secure_ || for_host_;
}

cookie cookie::expired(std::string_view name)
{
    cookie made(name, "");
    made.max_age(std::chrono::seconds(0)).expires(std::chrono::system_clock::time_point());
    return made;
}

cookie& cookie::path(std::string_view value)
{
    if (!value.starts_with('/'))
        refuse_cookie(name_, "a path begins with a slash");
    if (value.find(';') != std::string_view::npos || !detail::is_field_value(value)
        || value.size() > most_attribute_bytes)
        refuse_cookie(name_, "a path has no ';', no control characters, and no more than 1024 bytes");
    if (for_host_ && value != "/")
        refuse_cookie(name_, "a cookie whose name begins with __Host- has the path /");
    path_ = value;
    return *this;
}

cookie& cookie::domain(std::string_view host)
{
    if (for_host_)
        refuse_cookie(name_, "a cookie whose name begins with __Host- has no domain");
    if (host.empty() || host.front() == '.' || !std::ranges::all_of(host, is_host_char)
        || host.size() > most_attribute_bytes)
        refuse_cookie(name_, "a domain is the name of a host, as example.org");
    domain_ = host;
    return *this;
}

cookie& cookie::max_age(std::chrono::seconds time)
{
    if (time < std::chrono::seconds(0))
        refuse_cookie(name_, "max_age is not negative; cookie::expired makes a cookie that is deleted");
    max_age_ = time;
    return *this;
}

cookie& cookie::expires(std::chrono::system_clock::time_point time)
{
    using namespace std::chrono;
    const year of = year_month_day(floor<days>(time)).year();
    if (of < year(1601) || of > year(9999)) // which libc++'s time can hold
        refuse_cookie(name_, "browsers know the years from 1601 to 9999");
    expires_ = time;
    return *this;
}

cookie& cookie::http_only() noexcept
{
    http_only_ = true;
    return *this;
}

cookie& cookie::secure() noexcept
{
    secure_ = true;
    return *this;
}

cookie& cookie::same_site(http::same_site value) noexcept
{
    same_site_ = value;
    secure_ = secure_ || value == http::same_site::none;
    return *this;
}

cookie& cookie::partitioned() noexcept
{
    partitioned_ = true;
    secure_ = true;
    return *this;
}

std::string cookie::text() const
{
    std::string text = name_ + "=" + value_ + "; Path=" + path_;
    if (!domain_.empty())
        text.append("; Domain=").append(domain_);
    if (max_age_)
        text.append("; Max-Age=").append(std::to_string(max_age_->count()));
    if (expires_) {
        const detail::date_text date = detail::format_date(*expires_);
        text.append("; Expires=").append(date.data(), date.size());
    }
    if (http_only_)
        text.append("; HttpOnly");
    if (secure_)
        text.append("; Secure");
    if (same_site_) {
        constexpr std::string_view names[] = {"Lax", "Strict", "None"};
        text.append("; SameSite=").append(names[static_cast<unsigned>(*same_site_)]);
    }
    if (partitioned_)
        text.append("; Partitioned");
    return text;
}

} // namespace plait::http
