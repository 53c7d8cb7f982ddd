#include "platform/command_line.hpp"

namespace plait::platform {

std::string command_line()
{
    return {};
}

} // namespace plait::platform
