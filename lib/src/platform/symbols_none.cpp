#include "platform/symbols.hpp"

#include <map>
#include <mutex>
#include <sstream>

namespace plait::platform {

const std::vector<symbol>& symbols_at(std::uintptr_t address)
{
    static std::mutex mutex;
    static std::map<std::uintptr_t, std::vector<symbol>> named;
    const std::lock_guard lock(mutex);
    const auto [at, added] = named.try_emplace(address);
    if (added) {
        std::ostringstream name;
        name << "0x" << std::hex << address;
        at->second.push_back({name.str(), {}, {}, 0});
    }
    return at->second;
}

std::vector<code_segment> code_segments()
{
    return {};
}

} // namespace plait::platform
