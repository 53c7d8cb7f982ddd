#pragma once

#include <plait/http/status.hpp>

#include <exception>
#include <stdexcept>
#include <string>

namespace plait::http {

/// An error that says how its request is answered. Thrown by a handler, it is answered with the status alone, as
/// `status_text` writes it; its text is for the log, where it goes if the status is 500 or more.
///
///     throw status_error(status::conflict, "user 7 is there already");
///
/// Errors: of the constructor: `std::invalid_argument` for a status that is none of 400 to 599.
///
/// Threads: any.
///
/// Cost: that of an exception.
class status_error : public std::runtime_error {
public:
    status_error(http::status, const std::string& why);
    [[nodiscard]] http::status status() const noexcept { return status_; }

    /// What a request whose handler has thrown that is answered: 500 for all other errors.
    [[nodiscard]] static http::status status_of(const std::exception_ptr& thrown) noexcept;

private:
    http::status status_;
};

} // namespace plait::http
