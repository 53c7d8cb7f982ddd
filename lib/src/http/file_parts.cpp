#include "http/file_parts.hpp"

#include <utility>

namespace plait::http::detail {

std::string content_range(const byte_range& of, std::uint64_t size)
{
    return "bytes " + std::to_string(of.first) + "-" + std::to_string(of.first + of.count - 1) + "/"
           + std::to_string(size);
}

void add_parts(
    file_body& to, std::span<const byte_range> parts, std::uint64_t size, std::string_view type,
    std::string_view boundary)
{
    for (const byte_range& each : parts) {
        std::string before(to.parts.empty() ? "--" : "\r\n--");
        before.append(boundary).append("\r\nContent-Type: ").append(type);
        before.append("\r\nContent-Range: ").append(content_range(each, size)).append("\r\n\r\n");
        to.parts.push_back({std::move(before), each.first, each.count});
    }
    to.after.assign("\r\n--").append(boundary).append("--\r\n");
}

} // namespace plait::http::detail
