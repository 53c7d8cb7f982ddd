// A target: it is split into parts of itself or refused, and percent-encoding is undone. The first byte is the method.

#include "fuzz.hpp"

#include "http/parse/target.hpp"
#include <plait/http/request.hpp>

#include <string>

using namespace plait::http;
using fuzz::require;

namespace {

void check_parts(method method, std::string_view target)
{
    const fuzz::exact_copy copy(target);
    detail::target_parts parts;
    const bool valid = detail::split_target(method, copy.view(), parts);
    const request request(method, target);
    require(!valid || request.path() == parts.path, "a request has the path");
    (void)request.query("a");
    if (!valid)
        return;
    require(
        target.find_first_of(std::string_view(" \t\r\n#\0\x7f", 7)) == std::string_view::npos, "no stray character");
    require(parts.path.find_first_of("\"<>\\`{}") == std::string_view::npos, "no stray character in a path");
    for (std::size_t size = 0; size <= target.size(); ++size)
        require(detail::may_begin_target(method, target.substr(0, size)), "what is a target may begin as it does");
    require(parts.authority.empty() || detail::is_authority(parts.authority), "an authority is one");
    std::string joined(parts.authority);
    joined += parts.path;
    if (!parts.query.empty())
        joined.append("?").append(parts.query);
    require(
        target.ends_with(joined) || target.ends_with(joined + "?") || parts.path == "/",
        "the parts are the end of the target");
}

void check_decoding(std::string_view text)
{
    const std::string once = percent_decoded(text);
    require(once.size() <= text.size(), "decoding makes nothing longer");
    std::string encoded;
    for (const char each : text) {
        constexpr char digits[] = "0123456789ABCDEF";
        const auto code = static_cast<unsigned char>(each);
        encoded.append("%").append(1, digits[code >> 4]).append(1, digits[code & 15]);
    }
    require(percent_decoded(encoded) == text, "decoding undoes encoding");
    require(request(method::get, "/?" + encoded + "=" + encoded).query(text) == text, "query undoes encoding");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view target = fuzz::text(data + 1, size - 1);
    check_parts(static_cast<method>(data[0] % 10), target);
    check_decoding(target);
    (void)detail::is_authority(fuzz::exact_copy(target).view());
    return 0;
}
