#pragma once

#include <string_view>

namespace plait::http::detail {

/// Calls use(line, name, value) for each of `response::field_lines` until it returns true.
template <class Use>
void for_each_line(std::string_view lines, Use use)
{
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find("\r\n") + 2);
        const std::size_t colon = line.find(':');
        if (use(line, line.substr(0, colon), line.substr(colon + 2, line.size() - colon - 4)))
            return;
        lines.remove_prefix(line.size());
    }
}

} // namespace plait::http::detail
