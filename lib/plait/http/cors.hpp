#pragma once

#include <plait/http/middleware.hpp>

#include <chrono>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http {

/// Which pages of other sites may read answers of this one (the Fetch standard's CORS). Each setter returns the options.
///
///     app.use(cors(cors_options({"https://shop.example"}).credentials()));
///
/// Errors: `std::invalid_argument` for no origin, for what is no origin, no method or no field name, for a negative time,
///   and for credentials where all origins are allowed, as any page could read then what is meant for the user alone.
///
/// Threads: a value: one thread at a time.
///
/// Cost: a few blocks of memory.
class cors_options {
public:
    /// The origins as browsers write them: "https://shop.example", with a port if it is not the scheme's own. "*" are all.
    explicit cors_options(std::initializer_list<std::string_view> origins);

    /// The methods that pages may use beside GET, HEAD and POST; by default PUT, PATCH and DELETE.
    cors_options& methods(std::initializer_list<std::string_view> names);
    /// The fields that pages may send beside the harmless ones; by default Content-Type and Authorization.
    cors_options& fields(std::initializer_list<std::string_view> names);
    /// The fields of answers that pages may read beside the harmless ones; by default none.
    cors_options& exposed_fields(std::initializer_list<std::string_view> names);
    /// Whether the user's cookies are sent along, and pages may read the answers to that.
    cors_options& credentials(bool value = true);
    /// How long browsers remember what they were told ahead of a request; 2 hours by default.
    cors_options& max_age(std::chrono::seconds time);

private:
    friend class cors_check;

    std::vector<std::string> origins_;
    std::string methods_ = "PUT, PATCH, DELETE";
    std::string fields_ = "Content-Type, Authorization";
    std::string exposed_;
    bool all_ = false;
    bool credentials_ = false;
    std::chrono::seconds max_age_ = std::chrono::hours(2);
};

/// A middleware that tells browsers which pages of other sites may read the answers, errors of handlers and of routing
/// included. It answers the requests with which browsers ask that ahead (OPTIONS with Access-Control-Request-Method), so it
/// stands before those that ask for a login. It stops no request: see `same_origin` for that. What the server refuses
/// before any middleware runs (413 for the body, 417, 503 when overloaded) has no such fields, so a page sees a request
/// that has failed; `router::on_error` can add them to the first two.
///
/// Give it to a router. For one route alone (`route_options::use`) it does not see those requests, as they are OPTIONS, so
/// browsers will send that route only what needs no question ahead.
///
/// Threads: any number of loops.
///
/// Cost: 0.2 us and 5 blocks of memory for a request with Origin (`bench_middleware`).
[[nodiscard]] middleware cors(cors_options options, std::source_location where = std::source_location::current());

} // namespace plait::http
