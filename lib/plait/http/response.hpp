#pragma once

#include <plait/http/detail/token.hpp>
#include <plait/http/status.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http {

namespace detail {

void a_field_has_no_control_characters(); // not constexpr: the compiler names it where one has

/// A text that the program is compiled with, and that a field may have for its value.
class constant_text {
public:
    consteval constant_text(const char* text) : text_(text)
    {
        for (const char each : text_)
            if (is_control(each))
                a_field_has_no_control_characters();
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return text_; }

private:
    std::string_view text_;
};

} // namespace detail

/// An answer: a value that a handler returns and a test reads.
///
///     co_return text("Hello, World!");
///     co_return html(page).set("Cache-Control", "no-store");
///     co_return response(status::no_content);
///
/// The server adds Date, Content-Length and Connection, and leaves the body out where HTTP says so (HEAD, 204, 205, 304).
/// A status that is none of 200 to 599 it answers 500, and logs.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 5 ns to make one with `text`, which takes the body's memory over; 50 ns and two blocks of memory for the first
///   field that is set (`bench_http`).
class [[nodiscard]] response {
public:
    explicit response(http::status status = http::status::ok) noexcept : status_(status) {}

    [[nodiscard]] http::status status() const noexcept { return status_; }
    [[nodiscard]] const std::string& body() const noexcept { return body_; }
    /// The first field of that name, in any case of letters.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept;

    response& body(std::string content) & noexcept;
    response&& body(std::string content) && noexcept;

    /// Adds a field, or replaces those of that name. Throws `std::invalid_argument` if the name is not a token, if the
    /// value has a control character, or for Content-Length, Transfer-Encoding, Connection and Date, which are the
    /// server's.
    response& set(std::string_view name, std::string_view value) &;
    response&& set(std::string_view name, std::string_view value) &&;

    /// Adds a field beside others of that name (Set-Cookie). Throws as `set`.
    response& add(std::string_view name, std::string_view value) &;
    response&& add(std::string_view name, std::string_view value) &&;

    /// Content-Type is `type` if no field of that name is set. A literal: it is checked when it is compiled, and not
    /// copied. For a text that is found while the program runs there is `set`.
    response& content_type(detail::constant_text type) & noexcept;
    response&& content_type(detail::constant_text type) && noexcept;
    [[nodiscard]] std::string_view content_type() const noexcept { return type_; }

    /// All other fields, as they are written: lines of "Name: value\r\n".
    [[nodiscard]] std::string_view field_lines() const noexcept
    {
        return lines_ ? std::string_view(*lines_) : std::string_view();
    }

private:
    friend response text(std::string, http::status);
    friend response html(std::string, http::status);
    friend response json_text(std::string, http::status);

    response(http::status status, std::string_view type, std::string&& body) noexcept
        : status_(status), type_(type), body_(std::move(body))
    {
    }
    std::string& lines() { return lines_ ? *lines_ : lines_.emplace(); }
    void erase(std::string_view name) noexcept;

    // An answer is moved a few times on its way, and most have no further fields: no string to move then.
    http::status status_;
    std::string_view type_;
    std::optional<std::string> lines_;
    std::string body_;
};

/// Answers with the usual Content-Type; text and HTML are UTF-8.
response text(std::string body, status = status::ok);
response html(std::string body, status = status::ok);
/// JSON that is text already. For values there is `json` in http/json.hpp.
response json_text(std::string body, status = status::ok);
/// Location, and no body. The location must be safe for a header field: see `response::set`.
response redirect(std::string_view location, status = status::see_other);
/// The status as its own body: "404 Not Found\n".
response status_text(status);

} // namespace plait::http
