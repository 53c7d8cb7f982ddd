#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/authenticated_user.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/middleware.hpp>

#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plait::http {

namespace detail {

struct name_and_password {
    std::string name;
    std::string password;
};

/// What the request's one field Authorization says (RFC 7617); none if it says nothing that can be read.
[[nodiscard]] std::optional<name_and_password> basic_credentials(const request&);
/// The value of WWW-Authenticate. It throws `std::invalid_argument` for a realm with a control character.
[[nodiscard]] std::string challenge(std::string_view scheme, std::string_view realm);
[[nodiscard]] awaitable<response> next_as(std::string user, next_handler, request&);

template <class Check, class... Given>
awaitable<bool> passes(Check& check, Given... given)
{
    if constexpr (std::is_invocable_r_v<bool, Check&, Given...>)
        co_return check(given...);
    else
        co_return co_await check(given...);
}

template <class Check, class... Given>
constexpr bool is_check =
    std::is_invocable_r_v<bool, Check&, Given...> || std::is_invocable_r_v<awaitable<bool>, Check&, Given...>;

} // namespace detail

/// A middleware that lets only those pass who give a name and a password (RFC 7617); others are answered 401, and their
/// browser asks for them. `check` is `bool(std::string_view name, std::string_view password)`, or a coroutine that
/// returns `awaitable<bool>`.
///
///     admin.use(basic_auth(is_admin));
///
/// Passwords are sent as they are: use it behind TLS only. Compare them with `same_secret`, and keep hashes of them in a
/// store (argon2 or scrypt, which take long: run them with `blocking`). What is behind this knows the name by
/// `authenticated_user`. The realm tells the user what for; it is a text without control characters.
///
/// Errors: what `check` throws is answered as what a handler throws; `std::invalid_argument` for a wrong realm.
///
/// Threads: `check` is called on all loops at the same time.
///
/// Cost: 0.6 us and a block of memory for each request, beside the check (`bench_middleware`).
template <class Check>
[[nodiscard]] middleware basic_auth(
    Check&& check, std::string_view realm = "restricted", std::source_location where = std::source_location::current())
{
    using function = std::decay_t<Check>;
    constexpr bool is_right = detail::is_check<function, std::string_view, std::string_view>;
    static_assert(
        is_right, "basic_auth takes a function of (std::string_view name, std::string_view password) that returns bool, or "
                  "plait::awaitable<bool>");
    if constexpr (is_right) {
        auto guard = [check = function(std::forward<Check>(check)), challenge = detail::challenge("Basic", realm)](
                         request& request, next_handler next) mutable -> awaitable<response> {
            std::optional<detail::name_and_password> given = detail::basic_credentials(request);
            bool passes = false;
            if (given)
                passes = co_await detail::passes<function, std::string_view, std::string_view>(
                    check, given->name, given->password);
            if (!passes)
                throw http_error(status::unauthorized).set("WWW-Authenticate", challenge);
            co_return co_await detail::next_as(std::move(given->name), std::move(next), request);
        };
        return middleware(std::move(guard), where).named("basic_auth");
    } else {
        return middleware();
    }
}

} // namespace plait::http
