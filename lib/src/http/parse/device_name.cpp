#include "http/parse/device_name.hpp"

#include "http/parse/field_name.hpp"

namespace plait::http::detail {

bool is_device_name(std::string_view name) noexcept
{
    name = name.substr(0, name.find('.'));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    for (const std::string_view each : {"con", "prn", "aux", "nul", "conin$", "conout$"})
        if (same_name(name, each))
            return true;
    if (!same_name(name.substr(0, 3), "com") && !same_name(name.substr(0, 3), "lpt"))
        return false;
    const std::string_view port = name.substr(3);
    for (const std::string_view superscript : {"\xc2\xb9", "\xc2\xb2", "\xc2\xb3"}) // Windows takes them for 1, 2 and 3
        if (port == superscript)
            return true;
    return port.size() == 1 && port.front() >= '0' && port.front() <= '9';
}

} // namespace plait::http::detail
