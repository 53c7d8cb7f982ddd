#pragma once

#include <plait/http/detail/owned_upgrade.hpp>
#include <plait/http/method.hpp>
#include <plait/http/peer_address.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace plait::http {

namespace detail {
class request_parser;
class route_table;
struct request_state;
class connection;
class upgrade;
} // namespace detail

class background_tasks;
class trusted_proxies;

/// A header field as the client sent it, without the white space around its value.
struct field {
    std::string_view name;
    std::string_view value;
};

/// A whole request: the handler is called when the body has arrived.
///
///     awaitable<response> show(request& request)
///     {
///         int user = request.parameter<int>("id"); // of "/users/{id:int}"
///         bool full = request.query("full").has_value();
///
/// Lifetime: a request is valid until its handler has finished. So are all views that it returns: they point into the
///   connection's buffer. Copy what must live longer.
///
/// Threads: the connection's loop only.
///
/// Cost: a head with one field is parsed in 32 ns, one with 11 fields in 210 ns, without memory. `field` takes 28 ns to
///   pass 11 fields, `parameter` 5 ns for an integer, `query` 36 ns (`bench_http`).
class request {
public:
    /// Makes a request in a test, to call a handler or a router with it.
    ///
    ///     http::request request(http::method::get, "/users/7?full");
    request(
        http::method method,
        std::string_view target,
        std::string_view body = {},
        std::initializer_list<field> fields = {});
    ~request();
    request(const request&) = delete;
    request& operator=(const request&) = delete;

    [[nodiscard]] http::method method() const noexcept { return method_; }
    /// The target as the client sent it: "/users/7?full". Its query may hold every byte except control characters, the
    /// space and #: raw UTF-8, quotes, a % that is no percent-encoding. Escape it in HTML and in logs.
    [[nodiscard]] std::string_view target() const noexcept { return target_; }
    [[nodiscard]] std::string_view path() const noexcept { return path_; } ///< "/users/7", not decoded.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    [[nodiscard]] bool is_http_1_0() const noexcept { return http_1_0_; }

    /// The fields as the client sent them. One may differ: if the target is a whole URL, Host is the host of that URL
    /// (RFC 9112 section 3.2.2).
    [[nodiscard]] std::span<const http::field> fields() const noexcept { return {fields_.data(), fields_.size()}; }
    /// The value of the first field of that name. The case of letters does not matter.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept;

    /// The first parameter of that name in the target's query, decoded; it is an empty text if the parameter has no
    /// value.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// The text of the path that stands for `{name}` of the route's pattern, decoded. It is a `std::string`; for
    /// `{name:int}` it may also be an integer of any width. A `std::string` may hold every byte, `/` and `..` too: see
    /// `safe_file_name`. This throws `std::out_of_range` if the pattern has no parameter of that name, and
    /// `status_error` with 404 for an integer that `T` cannot hold. `std::int64_t` can hold every integer that a route
    /// lets through.
    template <class T = std::string>
    [[nodiscard]] T parameter(std::string_view name) const;

    /// The other end of the connection. With `server_options::proxy_protocol` it is the address that the proxy names.
    /// In a test it is unknown, unless the test has set it.
    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }
    /// The client that asks: the peer, or, if the peer is one of `server_options::trust_proxies`, the client for which
    /// that proxy asks.
    [[nodiscard]] peer_address client() const;
    /// Sets the peer in a test. `trusted` must live as long as the request.
    void peer(const peer_address& given, const trusted_proxies* trusted = nullptr) noexcept
    {
        peer_ = given;
        trusted_ = trusted;
    }

    /// The place where a handler starts work that goes on after its answer, on the connection's loop. A server that
    /// stops waits for this work, but no longer than `server_options::drain_timeout`. An error of the work is logged.
    /// The work outlives the request: copy what it needs.
    ///
    ///     request.background().start(send_mail(address));
    ///
    /// This throws `std::logic_error` for a request that no server has read. A test gives such a request a
    /// `background_tasks` of its own.
    [[nodiscard]] background_tasks& background() const;
    void background(background_tasks& given) noexcept { background_ = &given; }

    static constexpr std::size_t most_parameters = 8;

private:
    friend class detail::request_parser;
    friend class detail::route_table;
    friend struct detail::request_state;
    friend class detail::connection;
    friend class detail::upgrade;

    struct parameter_place {
        std::string_view name;  // in the route
        std::string_view value; // in the target
    };

    request();
    [[nodiscard]] std::string_view raw_parameter(std::string_view name) const;
    [[noreturn]] void refuse_parameter(std::string_view name, std::size_t bits, bool is_signed) const;

    std::string_view target_;
    std::string_view path_;
    std::string_view query_;
    std::string_view body_;
    std::vector<http::field> fields_;
    std::array<parameter_place, most_parameters> parameters_{};
    std::uint8_t parameter_count_ = 0;
    http::method method_ = http::method::unknown;
    bool http_1_0_ = false;
    peer_address peer_;
    const trusted_proxies* trusted_ = nullptr;
    background_tasks* background_ = nullptr;
    const char* route_ = nullptr; // the pattern that this request matched; the text belongs to the router
    detail::owned_upgrade upgrade_; // what is to follow HTTP after the answer, if anything
    std::string body_storage_; // a body that did not come in one piece; in a test's request, all its text
};

/// Returns the text without its percent-encoding. A `%` that is not followed by two hexadecimal digits stays as it is.
///
/// Threads: any.
///
/// Cost: 1 ns a byte, and one block of memory (`bench_http`).
[[nodiscard]] std::string percent_decoded(std::string_view text);

//
// Implementation
//

template <>
std::string request::parameter<std::string>(std::string_view name) const;
template <>
std::int64_t request::parameter<std::int64_t>(std::string_view name) const;

namespace detail {

template <class T, class... Others>
concept one_of = (std::same_as<T, Others> || ...);

template <class T>
concept parameter_integer = std::integral<T> && !one_of<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

} // namespace detail

template <class T>
T request::parameter(std::string_view name) const
{
    static_assert(
        detail::parameter_integer<T>,
        "request::parameter<T> gives a std::string, or for {name:int} an integer: int, std::int64_t, std::size_t");
    if constexpr (detail::parameter_integer<T>) {
        const auto value = parameter<std::int64_t>(name);
        if (!std::in_range<T>(value))
            refuse_parameter(name, sizeof(T) * 8, std::is_signed_v<T>);
        return static_cast<T>(value);
    }
}

} // namespace plait::http
