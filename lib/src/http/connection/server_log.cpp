#include "http/connection/server_log.hpp"

#include <plait/detail/kernel/unreported_errors.hpp>
#include <plait/error.hpp>

#include <algorithm>
#include <string>

namespace plait::http::detail {

namespace {

// The text may be a client's, who is not to write lines of a log.
std::string one_line(std::string_view what, std::string_view why)
{
    std::string line(what);
    if (!why.empty())
        line.append(": ").append(why);
    std::ranges::replace_if(
        line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line;
}

} // namespace

void write_log(const server_options& options, log_level level, std::string_view what, std::string_view why) noexcept
{
    if (options.log()) {
        try {
            options.log()(one_line(what, why));
        } catch (...) {
            plait::detail::report_unreported("http::server_options::log", std::current_exception());
        }
    } else if (why.empty()) {
        plait::log(level, what);
    } else {
        plait::log(level, what, {{"error", why}});
    }
}

void write_log(const server_options& options, std::string_view what, const std::exception_ptr& error) noexcept
{
    std::string why;
    try {
        why = describe(error);
    } catch (...) {
        why = "?"; // no memory to describe it
    }
    write_log(options, log_level::error, what, why);
}

} // namespace plait::http::detail
