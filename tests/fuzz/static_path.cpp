// The path of a file in a folder: what it may open is below the folder. The first byte says which rules count.

#include "fuzz.hpp"

#include "http/parse/static_path.hpp"
#include <plait/http/request.hpp>

#include <optional>
#include <string>
#include <string_view>

using namespace plait::http;
using fuzz::require;

namespace {

void check_segment(std::string_view segment, bool dot_files, bool for_windows)
{
    require(!segment.empty() && segment != "." && segment != "..", "each segment is a name");
    require(dot_files || segment.front() != '.', "no name that begins with a dot");
    for (const char each : segment) {
        const auto byte = static_cast<unsigned char>(each);
        require(byte >= 0x20 && byte != 0x7f && each != '\\', "no control character and no backslash");
        require(byte != 0xc0 && byte != 0xc1 && byte < 0xf5, "no byte that UTF-8 never has");
        require(!for_windows || each != ':', "no colon on Windows");
    }
    require(!for_windows || (segment.back() != '.' && segment.back() != ' '), "no stray end on Windows");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const bool dot_files = (data[0] & 1) != 0;
    const bool for_windows = (data[0] & 2) != 0;
    const std::string_view encoded = fuzz::text(data + 1, size - 1);
    const std::optional<std::string> path =
        detail::static_path(fuzz::exact_copy(encoded).view(), dot_files, for_windows);
    if (!path)
        return 0;
    require(*path == percent_decoded(encoded), "a path is decoded once");
    std::size_t slashes = 0;
    for (const char each : encoded)
        slashes += each == '/';
    std::string_view rest = *path;
    while (!rest.empty()) {
        const std::size_t slash = rest.find('/');
        check_segment(rest.substr(0, slash), dot_files, for_windows);
        slashes -= slash != std::string_view::npos;
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    require(slashes == 0, "an encoded slash is no slash");
    return 0;
}
