#include <plait/http/http_error.hpp>

#include "http/answer/status_line.hpp"
#include "http/parse/field_name.hpp"

#include <utility>

namespace plait::http {

namespace {

response checked_head(http::status status)
{
    const auto code = static_cast<unsigned>(status);
    if (code < 400 || code > 599)
        throw std::invalid_argument(
            "http_error: " + std::to_string(code) + " is no status of an error: give one of 400 to 599");
    return response(status);
}

} // namespace

http_error::http_error(http::status status, std::string detail) : http_error(status, std::move(detail), {}) {}

http_error::http_error(http::status status, std::string detail, std::vector<wrong_value> errors)
    : std::runtime_error(detail.empty() ? detail::status_line(status) : detail), head_(checked_head(status)),
      detail_(std::move(detail)), errors_(std::move(errors))
{
}

http_error& http_error::set(std::string_view name, std::string_view value) &
{
    if (detail::same_name(name, "Content-Type"))
        throw std::invalid_argument(
            "http_error: Content-Type is that of the answer's body: for a body of another type, use router::on_error");
    head_.set(name, value);
    return *this;
}

http_error&& http_error::set(std::string_view name, std::string_view value) &&
{
    return std::move(set(name, value));
}

} // namespace plait::http
