#pragma once

#include <plait/http/response.hpp>
#include <plait/http/status.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

/// What is wrong with one value that a client has sent. `pointer` says where the value is; it is a JSON Pointer
/// (RFC 6901). It points into the body, or, in an error of `request::query`, to a parameter of the query.
///
///     wrong_value{"/tags/3", "a string", "42"}
struct wrong_value {
    std::string pointer;
    std::string expected;
    std::string got;

    bool operator==(const wrong_value&) const = default;
};

/// An error that says how its request is answered. A handler throws it, or whatever the handler calls.
///
///     throw http_error(status::unauthorized, "wrong name or password").set("WWW-Authenticate", "Basic");
///
/// The client sees the status, the detail and the wrong values, so put nothing in there that it must not see. The error
/// is logged too if the status is 500 or more, but for a 503 with Retry-After, which refuses what is too much at present. Every
/// other exception is answered 500 without its text.
///
/// Errors: the constructors throw `std::invalid_argument` for a status that is not from 400 to 599.
///
/// Threads: a value: one thread at a time.
///
/// Cost: that of an exception.
class http_error : public std::runtime_error {
public:
    explicit http_error(http::status, std::string detail = {});
    http_error(http::status, std::string detail, std::vector<wrong_value> errors);

    [[nodiscard]] http::status status() const noexcept { return head_.status(); }
    /// The text for the client; it may be empty. It may quote what the client has sent, so escape it in a page. `what` has the
    /// same text, or the status if there is none.
    [[nodiscard]] const std::string& detail() const noexcept { return detail_; }
    [[nodiscard]] const std::vector<wrong_value>& errors() const noexcept { return errors_; }

    /// Sets a field that goes with the answer, such as Retry-After. It throws what `response::set` throws, and
    /// `std::invalid_argument` for Content-Type, which the answer's body decides.
    http_error& set(std::string_view name, std::string_view value) &;
    http_error&& set(std::string_view name, std::string_view value) &&;
    /// The status and the fields of the answer, without a body.
    [[nodiscard]] const response& head() const noexcept { return head_; }

private:
    response head_;
    std::string detail_;
    std::vector<wrong_value> errors_;
};

} // namespace plait::http
