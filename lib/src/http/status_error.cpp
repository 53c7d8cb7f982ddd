#include <plait/http/status_error.hpp>

namespace plait::http {

status_error::status_error(http::status status, const std::string& why) : std::runtime_error(why), status_(status)
{
    const auto code = static_cast<unsigned>(status);
    if (code < 400 || code > 599)
        throw std::invalid_argument(
            "status_error: " + std::to_string(code) + " is no status of an error: give one of 400 to 599");
}

http::status status_error::status_of(const std::exception_ptr& thrown) noexcept
{
    try {
        std::rethrow_exception(thrown);
    } catch (const status_error& error) {
        return error.status();
    } catch (...) {
        return http::status::internal_server_error;
    }
}

} // namespace plait::http
