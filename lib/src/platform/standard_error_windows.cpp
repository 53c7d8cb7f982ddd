#include "platform/standard_error.hpp"

#include <cstdio>

namespace plait::platform {

// This may wait, as Windows has no way to ask a pipe whether it takes more.
std::size_t write_to_standard_error(std::string_view text) noexcept
{
    const std::size_t written = std::fwrite(text.data(), 1, text.size(), stderr);
    return std::fflush(stderr) == 0 ? written : 0;
}

} // namespace plait::platform
