#pragma once

#include <plait/http/status.hpp>

#include <exception>
#include <stdexcept>
#include <string>

namespace plait::http {

/// An error that says how its request is answered. When a handler throws it, the client gets the status alone, as
/// `status_text` writes it. The error's text is for the log; it is logged if the status is 500 or more.
///
///     throw status_error(status::conflict, "user 7 is there already");
///
/// Errors: the constructor throws `std::invalid_argument` for a status that is not from 400 to 599.
///
/// Threads: any.
///
/// Cost: that of an exception.
class status_error : public std::runtime_error {
public:
    status_error(http::status, const std::string& why);
    [[nodiscard]] http::status status() const noexcept { return status_; }

    /// Returns the status with which a request is answered when its handler has thrown this exception. It is 500 for
    /// every exception that is no `status_error`.
    [[nodiscard]] static http::status status_of(const std::exception_ptr& thrown) noexcept;

private:
    http::status status_;
};

} // namespace plait::http
