#pragma once

#include <plait/http/form_limits.hpp>
#include <plait/http/status.hpp>

#include <string>
#include <string_view>

namespace plait::http::detail {

/// What stands before the content of a part of multipart/form-data.
struct part_head {
    std::string name;
    std::string file_name; // the last part of what may be a path
    std::string content_type;
    bool is_file = false; // it has a file name, which may be empty
};

/// Why a form is refused. The text goes to the client.
struct form_refusal {
    http::status status{};
    const char* why = nullptr;

    explicit operator bool() const noexcept { return why != nullptr; }
};

/// Reads the fields of a part: lines that each end with CRLF, except the last. It refuses what could be read in more
/// than one way, so that nothing in front of this server sees another name or another file name than it does.
[[nodiscard]] form_refusal read_part_head(std::string_view lines, const form_limits&, part_head& to);

} // namespace plait::http::detail
