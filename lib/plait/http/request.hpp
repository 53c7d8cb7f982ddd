#pragma once

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
struct exchange;
template <class Stream>
class connection;
} // namespace detail

class background_tasks;
class trusted_proxies;

/// A header field as it came, without the white space around its value.
struct field {
    std::string_view name;
    std::string_view value;
};

/// A request, in whole: the handler is called when the body has arrived.
///
///     awaitable<response> show(request& request)
///     {
///         int user = request.parameter<int>("id"); // of "/users/{id:int}"
///         bool full = request.query("full").has_value();
///
/// Lifetime: valid until the handler has finished, as are all views it returns: they point into the connection's
///   buffer. Copy what is to stay.
///
/// Threads: of the connection's loop.
///
/// Cost: a head is parsed in 32 ns with one field, 210 ns with 11, without memory; `field` takes 28 ns to pass 11 fields,
///   `parameter` 5 ns for an integer, `query` 36 ns (`bench_http`).
class request {
public:
    /// A request as a test writes it, to call a handler or a router with.
    ///
    ///     request asked(method::get, "/users/7?full");
    request(
        http::method method,
        std::string_view target,
        std::string_view body = {},
        std::initializer_list<field> fields = {});
    ~request();
    request(const request&) = delete;
    request& operator=(const request&) = delete;

    [[nodiscard]] http::method method() const noexcept { return method_; }
    /// As it came: "/users/7?full". Its query may hold any byte but control characters, the space and #: raw UTF-8, quotes,
    /// a % that is no percent-encoding. Escape it in HTML, and where it is logged.
    [[nodiscard]] std::string_view target() const noexcept { return target_; }
    [[nodiscard]] std::string_view path() const noexcept { return path_; } ///< "/users/7", not decoded.
    [[nodiscard]] std::string_view body() const noexcept { return body_; }
    [[nodiscard]] bool is_http_1_0() const noexcept { return http_1_0_; }

    /// As they came; but if the target is a whole URL, Host is what that names (RFC 9112 section 3.2.2).
    [[nodiscard]] std::span<const http::field> fields() const noexcept { return {fields_.data(), fields_.size()}; }
    /// The first field of that name, in any case of letters.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept;

    /// The first parameter of that name in the target's query, decoded; empty if it has no value.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// What stood in the place of `{name}` in the route's pattern, decoded: a `std::string`, or for `{name:int}` an integer
    /// of any width. A `std::string` may have any byte, `/` and `..` too: see `safe_file_name`. Throws `std::out_of_range` if
    /// the pattern has no parameter of that name, and `status_error` with 404 for an integer that `T` cannot hold:
    /// `std::int64_t` holds all.
    template <class T = std::string>
    [[nodiscard]] T parameter(std::string_view name) const;

    /// Who is at the other end of the connection; with `server_options::proxy_protocol`, who the proxy says it is. Unknown
    /// in a test, unless the test has said it.
    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }
    /// Who asks: the peer, or for whom it asks if it is one of `server_options::trust_proxies`.
    [[nodiscard]] peer_address client() const;
    /// For a test. `trusted` must live as long.
    void peer(const peer_address& given, const trusted_proxies* trusted = nullptr) noexcept
    {
        peer_ = given;
        trusted_ = trusted;
    }

    /// Where a handler starts work that goes on after its answer, on the connection's loop. When the server stops it waits
    /// for it, as long as `server_options::drain_timeout`. An error of it is logged. The request is gone by then: copy what
    /// the work needs.
    ///
    ///     request.background().start(send_mail(address));
    ///
    /// Throws `std::logic_error` for a request that no server has read; a test gives it a `background_tasks` of its own.
    [[nodiscard]] background_tasks& background() const;
    void background(background_tasks& given) noexcept { background_ = &given; }

    static constexpr std::size_t most_parameters = 8;

private:
    friend class detail::request_parser;
    friend class detail::route_table;
    friend struct detail::exchange;
    template <class Stream>
    friend class detail::connection;

    struct parameter_place {
        std::string_view name;  // in the route
        std::string_view value; // in the target
    };

    request();
    void clear() noexcept;
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
    const char* route_ = nullptr; // the pattern that it matched, which is the router's
    std::string body_storage_; // a body that did not come in one piece; for a test's request, all its text
};

/// Undoes percent-encoding; a `%` that is not followed by two hexadecimal digits stays as it is.
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
