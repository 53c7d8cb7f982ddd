#include "platform/command_line.hpp"

#include <fstream>
#include <iterator>

namespace plait::platform {

std::string command_line()
{
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace plait::platform
