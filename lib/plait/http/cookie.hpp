#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http {

/// When a browser sends a cookie along with a request that another site has caused.
enum class same_site : std::uint8_t {
    lax,    ///< Only when a link leads to this site.
    strict, ///< Never.
    none,   ///< Always, if the browser still takes such cookies. The cookie is `Secure` then, as it must be.
};

/// A cookie for `response::set_cookie`. It cannot be built wrong: a browser takes every cookie that is made here. Each
/// setter returns the cookie, so that the calls chain:
///
///     co_return redirect("/").set_cookie(cookie("theme", "dark").max_age(24h * 365).same_site(same_site::lax));
///
/// It is for the whole site (`Path=/`), until the browser is closed, unless it is told otherwise. A cookie whose name
/// begins with `__Secure-`, `__Host-`, `__Http-` or `__Host-Http-` has the attributes that browsers demand of it.
///
/// Errors: the constructor and the setters throw `std::invalid_argument`, and say why: for a name that is not a token,
///   for a character that the part cannot have, for a name and a value of more than 4,096 bytes together, and for a
///   `path` or a `domain` of a `__Host-` cookie.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 0.2 us to make one and to set it in an answer (`bench_forms`).
class cookie {
public:
    /// The value is made of visible ASCII characters except `"`, `,`, `;` and `\`. Encode others, or use `signed_cookie`,
    /// which takes any text.
    cookie(std::string_view name, std::string_view value);

    /// Returns a cookie that takes the place of the cookie of that name, and is deleted by the browser at once. Give it
    /// the path and the domain of the one that is to be deleted.
    ///
    ///     co_return redirect("/").set_cookie(cookie::expired("theme"));
    [[nodiscard]] static cookie expired(std::string_view name);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& value() const noexcept { return value_; }

    /// The browser sends the cookie for this path, and for those below it. It begins with a slash.
    cookie& path(std::string_view value);
    /// The browser sends the cookie to this host and all below it, as `example.org`. By default it sends the cookie to
    /// the host alone that has set it.
    cookie& domain(std::string_view host);
    /// How long the browser keeps the cookie; not negative. Browsers keep none for more than 400 days.
    cookie& max_age(std::chrono::seconds time);
    /// Until when the browser keeps the cookie, by its own clock. `max_age` does not depend on that clock, and comes
    /// first if both are set.
    cookie& expires(std::chrono::system_clock::time_point time);
    /// No script can read the cookie.
    cookie& http_only() noexcept;
    /// The cookie is sent over TLS only.
    cookie& secure() noexcept;
    cookie& same_site(http::same_site value) noexcept;
    /// For a page within a page of another site: each outer site has a cookie of its own. It makes the cookie `Secure`.
    cookie& partitioned() noexcept;

    /// Returns the value of its Set-Cookie field.
    [[nodiscard]] std::string text() const;

private:
    std::string name_;
    std::string value_;
    std::string path_ = "/";
    std::string domain_;
    std::optional<std::chrono::seconds> max_age_;
    std::optional<std::chrono::system_clock::time_point> expires_;
    std::optional<http::same_site> same_site_;
    bool http_only_ = false;
    bool secure_ = false;
    bool partitioned_ = false;
    bool for_host_ = false; // the name begins with __Host-
};

} // namespace plait::http
