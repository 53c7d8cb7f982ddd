#pragma once

#include <plait/http/cookie.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

class request;

/// A cookie that a client can read, but neither make nor change: its value is signed with a key that only the server
/// knows (HMAC-SHA-256). The value is any text.
///
///     const signed_cookie sessions = signed_cookie("session", key).max_age(12h);
///
///     co_return redirect("/me").set_cookie(sessions.cookie(form["name"]));
///     if (const std::optional<std::string> name = sessions.value(request))
///
/// No script can read it (`HttpOnly`), and no other site can send it along except by a link (`SameSite=Lax`). It is
/// `Secure` if the request that is being answered was (`request::is_secure`), so that it works without TLS while a
/// program is written.
///
/// A value that was signed stays valid until its `max_age`, whatever becomes of its user. For a session that the server
/// can end, make the value a random name of an entry in a store. A cookie of one name is no cookie of another name.
///
/// Errors: the constructor and `previous_key` throw `std::invalid_argument` for a key of less than 32 bytes, and the
///   constructor for what is no name of a cookie. They throw `std::logic_error` if this plait was built without OpenSSL.
///
/// Threads: a value: any number of threads may use it, if none changes it.
///
/// Cost: 2.3 us to sign a value, 2 us to check one with one key (`bench_forms`).
class signed_cookie {
public:
    /// The key has 32 bytes or more, all of which count. `openssl rand -hex 32` makes one. Keep it out of the program's
    /// sources, and give it to all servers that are to believe each other's cookies.
    signed_cookie(std::string_view name, std::string_view key);

    /// Cookies that were signed with this key are still believed; new ones are signed with the constructor's. So keys can
    /// be changed while clients have cookies. Each call adds one.
    signed_cookie& previous_key(std::string_view key);

    /// How long a value is believed, and how long browsers keep it; more than none, and 100 years at most. By default a
    /// value is believed for ever, and browsers keep it until they are closed. A cookie keeps the time with which it was
    /// signed: to end older ones, change the key.
    signed_cookie& max_age(std::chrono::seconds time);

    /// Returns the cookie with that value. Its attributes may be changed. It throws `std::invalid_argument` for a value
    /// that makes more than 4,096 bytes, which are some 3,000 bytes of value.
    [[nodiscard]] http::cookie cookie(std::string_view value) const;

    /// Returns the value of the request's cookie; none if it has no cookie of this name that is signed with one of the
    /// keys and is not too old.
    [[nodiscard]] std::optional<std::string> value(const request&) const;

    /// Returns a cookie that deletes this one.
    [[nodiscard]] http::cookie expired() const;

private:
    [[nodiscard]] std::optional<std::string> verified(std::string_view text) const;
    [[nodiscard]] bool is_signed(std::string_view text, std::string_view signature) const;

    std::string name_;
    std::vector<std::string> keys_;
    std::optional<std::chrono::seconds> max_age_;
};

} // namespace plait::http
