#pragma once

#include "platform/open_beneath.hpp"
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace plait::http::detail {

/// The largest body that is read, and goes out with its head in one write.
inline constexpr std::size_t largest_read_file = 32 * 1024;

/// What is to be said of a file, beside what it says itself.
struct file_account {
    std::string_view name;          // its Content-Type goes by the ending
    std::string_view coding;        // of its content; empty: none
    std::string_view cache_control; // empty: none
    bool varies = false;            // there may be other codings
};

/// Answers a request with a regular file that is open. Throws `http_error` with 412 or 416. Returns none if its content
/// cannot be had at once, with `lookup::at_once`.
[[nodiscard]] std::optional<response>
answer_with_file(platform::opened_file&, const file_account&, const request&, platform::lookup);

/// Throws what a file that cannot be opened is answered with: `http_error` with 404, 403 or 503, or the error itself.
[[noreturn]] void refuse_file(const boost::system::error_code&);

} // namespace plait::http::detail
