#include <plait/http/signed_cookie.hpp>

#include "http/base64url.hpp"
#include "http/current_request.hpp"
#include "http/hmac.hpp"
#include "http/parse/decimal.hpp"
#include <plait/clock.hpp>
#include <plait/http/cookies.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace plait::http {

namespace {

constexpr std::size_t least_key = 32;
constexpr std::chrono::days most_age(36'525); // 100 years; added to the time of day, seconds::max() would overflow

// The cookie's text is VALUE.END.SIGNATURE. The value and the signature are in base64url; the end is the last moment at
// which the value is believed, in seconds since 1970, and may be missing.
constexpr char separator = '.';

std::int64_t seconds_now()
{
    return std::chrono::floor<std::chrono::seconds>(clock::wall_now()).time_since_epoch().count();
}

/// What is signed begins with the cookie's name, so that a value that a client was given under one name is worth
/// nothing under another. No name has a line break.
std::string signed_text(std::string_view name, std::string_view text)
{
    return std::string("plait signed_cookie\n").append(name).append("\n").append(text);
}

} // namespace

signed_cookie::signed_cookie(std::string_view name, std::string_view key) : name_(http::cookie(name, "").name())
{
    detail::require_hmac();
    previous_key(key);
}

signed_cookie& signed_cookie::previous_key(std::string_view key)
{
    if (key.size() < least_key)
        throw std::invalid_argument(
            "signed_cookie '" + name_ + "': the key has " + std::to_string(key.size())
            + " bytes, and 32 are the least; make one with: openssl rand -hex 32");
    keys_.emplace_back(key);
    return *this;
}

signed_cookie& signed_cookie::max_age(std::chrono::seconds time)
{
    if (time <= std::chrono::seconds(0))
        throw std::invalid_argument("signed_cookie '" + name_ + "': max_age is more than none");
    if (time > most_age)
        throw std::invalid_argument(
            "signed_cookie '" + name_ + "': max_age is 100 years at most; without a max_age, values have no end");
    max_age_ = time;
    return *this;
}

http::cookie signed_cookie::cookie(std::string_view value) const
{
    std::string text = detail::base64url(value) + separator;
    if (max_age_)
        text += std::to_string(seconds_now() + max_age_->count());
    const detail::mac signature = detail::hmac_sha256(keys_.front(), signed_text(name_, text));
    text.append(1, separator)
        .append(detail::base64url({reinterpret_cast<const char*>(signature.data()), signature.size()}));

    http::cookie made(name_, text);
    made.http_only().same_site(same_site::lax);
    if (max_age_)
        made.max_age(*max_age_);
    if (const request* answered = detail::current_request(); answered && answered->is_secure())
        made.secure();
    return made;
}

http::cookie signed_cookie::expired() const
{
    return http::cookie::expired(name_);
}

std::optional<std::string> signed_cookie::value(const request& request) const
{
    // Another host of the same domain may have set a cookie of this name, too.
    for (const field& each : request.cookies())
        if (each.name == name_)
            if (std::optional<std::string> found = verified(each.value))
                return found;
    return std::nullopt;
}

std::optional<std::string> signed_cookie::verified(std::string_view text) const
{
    const std::size_t last = text.rfind(separator);
    if (last == std::string_view::npos || !is_signed(text.substr(0, last), text.substr(last + 1)))
        return std::nullopt;
    const std::size_t first = text.find(separator);
    const std::string_view end = text.substr(std::min(first + 1, last), last - std::min(first + 1, last));
    std::int64_t seconds = 0;
    const bool has_end = detail::parse_decimal(end, seconds);
    if (has_end ? seconds <= seconds_now() : max_age_ || !end.empty())
        return std::nullopt;
    return detail::from_base64url(text.substr(0, first));
}

bool signed_cookie::is_signed(std::string_view text, std::string_view signature) const
{
    const std::optional<std::string> given = detail::from_base64url(signature);
    if (!given || given->size() != detail::mac().size())
        return false;
    detail::mac there;
    std::ranges::copy(*given, there.begin());
    const std::string all = signed_text(name_, text);
    return std::ranges::any_of(
        keys_, [&](const std::string& key) { return detail::same_mac(detail::hmac_sha256(key, all), there); });
}

} // namespace plait::http
