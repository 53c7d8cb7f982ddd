#pragma once

#include <plait/http/detail/form_data.hpp>
#include <plait/http/detail/owned.hpp>
#include <plait/http/detail/owned_upgrade.hpp>
#include <plait/http/detail/text_value.hpp>
#include <plait/http/method.hpp>
#include <plait/http/peer_address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace plait {
class event;
}

namespace plait::http {

namespace detail {
class added_fields;
class request_parser;
class route_table;
struct request_state;
class connection;
class upgrade;
struct pattern;
struct json_reading; // in http/json.hpp
struct raw_path;
} // namespace detail

class background_tasks;
class cookies;
class form_limits;
class json_options;
class response;
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
///         int page = request.query<int>("page").value_or(1);
///
/// Lifetime: until its handler has finished, as all views that it returns. Copy what must live longer.
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
        http::method method, std::string_view target, std::string_view body = {},
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
    /// value. It is a `std::string`, an integer of any type, a `double`, a `bool`, or an enum of the program (see
    /// described_enum.hpp). A `bool` is true for "true", "1", "on" and the empty text, as in "/users?full", and false for
    /// "false", "0" and "off".
    ///
    ///     const int page = request.query<int>("page").value_or(1);
    ///
    /// This throws `http_error` with 400 for a text that is no `T`. The error has a `wrong_value` whose pointer is the
    /// parameter's name: "/page".
    template <class T = std::string>
    [[nodiscard]] std::optional<T> query(std::string_view name) const;
    /// The same for all parameters of that name, in their order: "/users?id=3&id=7".
    template <class T = std::string>
    [[nodiscard]] std::vector<T> query_all(std::string_view name) const;

    /// Returns that one of the offered types which the client prefers (its fields Accept, RFC 9110 section 12.5.1). Of
    /// types that it likes as much, this is the first, and so it is for a client that has no preference. The result is
    /// empty if the client accepts none of them.
    ///
    ///     if (request.preferred_type({"text/html", "application/json"}) == "application/json")
    [[nodiscard]] std::string_view preferred_type(std::initializer_list<std::string_view> offered) const noexcept;

    /// The text of the path that stands for `{name}` of the route's pattern, decoded. It is a `std::string`, or what
    /// `query` gives; for an integer, write `{name:int}`. A `std::string` may hold every byte, `/` and `..` too: see
    /// `safe_file_name`. This throws `http_error` with 404 for a text that is no `T`, such as an integer that `T` cannot
    /// hold. `std::int64_t` can hold every integer that `{name:int}` lets through. It throws `std::out_of_range` if the
    /// pattern has no parameter of that name, or if an integer is asked for and neither the pattern nor the client says
    /// one.
    template <class T = std::string>
    [[nodiscard]] T parameter(std::string_view name) const;

    /// The body, which is JSON, as a value of `T`: a described struct, or a container of such. http/json.hpp, which must
    /// be included for this, says what JSON is read into which type.
    ///
    ///     const auto order = request.json<new_order>();
    ///
    /// Errors: `http_error` with 415 if Content-Type is neither application/json nor one that ends with +json; with 400,
    ///   and the place, if the body is malformed, has a member twice, or is nested more than 64 deep; with 422 if it does
    ///   not fit `T`: its errors tell where each of the first 20 wrong values is, what is expected, and what has come.
    template <class T, class Reading = detail::json_reading>
    [[nodiscard]] T json() const;
    template <class T, class Reading = detail::json_reading>
    [[nodiscard]] T json(const json_options& options) const;

    /// Reads the body as a form, as a browser sends it. It needs plait/http/form.hpp.
    ///
    ///     const auto by_name = request.form()["name"];
    [[nodiscard]] form_data form() const;
    [[nodiscard]] form_data form(const form_limits& limits) const;

    /// The value of the first cookie of that name, as the client sent it.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const noexcept;
    /// All cookies. It needs plait/http/cookies.hpp.
    [[nodiscard]] http::cookies cookies() const noexcept;

    /// The other end of the connection. With `server_options::proxy_protocol` it is the address that the proxy names.
    /// In a test it is unknown, unless the test has set it.
    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }
    /// Whether the peer is one of `server_options::trust_proxies`.
    [[nodiscard]] bool is_from_proxy() const noexcept;
    /// The client that asks: the peer, or, if that is such a proxy, the client for which it asks.
    [[nodiscard]] peer_address client() const;
    /// Whether the client's request was encrypted: such a proxy says so in X-Forwarded-Proto, or in Forwarded.
    [[nodiscard]] bool is_secure() const;
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

    /// An event that is set when the server begins to stop, and has its `drain_timeout` left. What runs for long, such as
    /// an answer of `stream`, ends by itself then: it looks at `stopping().is_set()`, or waits with
    /// `select(…, request.stopping().waiting())`. This throws as `background` does; include plait/event.hpp to use it.
    [[nodiscard]] event& stopping() const;

    /// Adds a field to the answer of this request, whichever that will be: the handler's, one to an error, or the server's
    /// own. What the answer sets itself counts instead, but for Vary and Set-Cookie. It throws what `response::set` does.
    void add_to_answer(std::string_view name, std::string_view value);

    static constexpr std::size_t most_parameters = 8;

private:
    friend class detail::added_fields;
    friend class detail::request_parser;
    friend class detail::route_table;
    friend struct detail::request_state;
    friend class detail::connection;
    friend class detail::upgrade;
    friend struct detail::raw_path;
    friend class router;

    struct parameter_place { // of a parameter's value, in the path
        std::uint32_t at, size;
    };
    request();
    void take_to(response& answer);
    [[nodiscard]] std::string_view raw_parameter(std::string_view name) const;
    [[nodiscard]] std::uint64_t integer_parameter(std::string_view name, unsigned bits, bool is_signed) const;
    [[noreturn]] void refuse_parameter(std::string_view name, const std::string& expected) const;
    template <class T>
    [[nodiscard]] static T query_value(std::string_view name, const std::string& text);
    [[noreturn]] static void refuse_query(std::string_view name, std::string expected, const std::string& got);

    std::string_view target_;
    std::string_view path_;
    std::string_view query_;
    std::string_view body_;
    std::vector<http::field> fields_;
    std::array<parameter_place, most_parameters> parameters_{}; // in the order of the pattern
    const detail::pattern* pattern_ = nullptr;                  // if there are parameters: the route's, with their names
    std::uint8_t parameter_count_ = 0;
    http::method method_ = http::method::unknown;
    bool http_1_0_ = false, has_reader_ = false; // whether the handler reads the body with a `body_reader`
    peer_address peer_;
    const trusted_proxies* trusted_ = nullptr;
    background_tasks* background_ = nullptr;
    const char* route_ = nullptr; // the pattern that this request matched; the text belongs to the router
    detail::owned_upgrade upgrade_; // what is to follow HTTP after the answer, if anything
    detail::owned<detail::added_fields> on_answer_{nullptr};
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
std::optional<std::string> request::query<std::string>(std::string_view name) const;
template <>
std::vector<std::string> request::query_all<std::string>(std::string_view name) const;

template <class T>
T request::parameter(std::string_view name) const
{
    if constexpr (detail::text_integer<T>) {
        return static_cast<T>(integer_parameter(name, sizeof(T) * 8, std::is_signed_v<T>));
    } else {
        std::optional<T> value = detail::text_value<T>::read(parameter<std::string>(name));
        if (!value)
            refuse_parameter(name, detail::text_value<T>::expected());
        return *value;
    }
}

template <class T>
T request::query_value(std::string_view name, const std::string& text)
{
    std::optional<T> value = detail::text_value<T>::read(text);
    if (!value)
        refuse_query(name, detail::text_value<T>::expected(), text);
    return *value;
}

template <class T>
std::optional<T> request::query(std::string_view name) const
{
    const std::optional<std::string> text = query<std::string>(name);
    return text ? std::optional<T>(query_value<T>(name, *text)) : std::nullopt;
}

template <class T>
std::vector<T> request::query_all(std::string_view name) const
{
    std::vector<T> values;
    for (const std::string& each : query_all<std::string>(name))
        values.push_back(query_value<T>(name, each));
    return values;
}

template <class T, class Reading>
T request::json() const
{
    constexpr bool is_included = requires { sizeof(Reading); };
    static_assert(is_included, "request::json needs this: #include <plait/http/json.hpp>");
    if constexpr (is_included)
        return Reading::template read<T>(*this);
}

template <class T, class Reading>
T request::json(const json_options& options) const
{
    constexpr bool is_included = requires { sizeof(Reading); };
    static_assert(is_included, "request::json needs this: #include <plait/http/json.hpp>");
    if constexpr (is_included)
        return Reading::template read<T>(*this, options);
}

} // namespace plait::http
