#include <plait/detail/kernel/count_argument.hpp>

#include <stdexcept>
#include <string>

namespace plait::detail {

void count_argument::refuse(const char* name) const
{
    throw std::invalid_argument(
        std::string(name) + ": "
        + (is_negative_ ? std::to_string(static_cast<std::int64_t>(count_)) + " is negative"
                        : std::to_string(count_) + " is more than this machine can count"));
}

} // namespace plait::detail
