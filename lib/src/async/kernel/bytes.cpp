#include <plait/bytes.hpp>

#include <stdexcept>
#include <string>

namespace plait::detail {

namespace {

/// How the number is written without an overflow. What an int has lost are its bits beyond 32, and the number is
/// nearly always a multiple of a unit.
std::string meant(std::uint32_t wrapped)
{
    struct unit {
        unsigned shift;
        const char* name;
    };
    for (const unit each : {unit{30, "_GiB"}, unit{20, "_MiB"}, unit{10, "_KiB"}})
        if (wrapped % (std::uint32_t(1) << each.shift) == 0)
            return std::to_string(wrapped >> each.shift) + each.name;
    return {};
}

} // namespace

void byte_limit::refuse(const char* option) const
{
    const std::string name = std::string(option) + ": ";
    if (!is_negative())
        throw std::invalid_argument(name + std::to_string(bits()) + " bytes are more than this machine can address");
    const std::string said = is_int_ ? meant(static_cast<std::uint32_t>(bits())) : std::string();
    throw std::invalid_argument(
        name + std::to_string(static_cast<std::int64_t>(bits())) + " is negative, and so no number of bytes: "
        + (said.empty() ? "write one such as 64_KiB or 2_GiB" : "an int overflowed, so write " + said));
}

} // namespace plait::detail
