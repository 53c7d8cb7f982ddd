#include <plait/http/request_end.hpp>

#include <array>
#include <cstddef>

namespace plait::http {

std::string_view to_string(ending why) noexcept
{
    constexpr std::array<std::string_view, 9> names{"answered",      "refused",         "failed",
                                                    "upgraded",      "handler_timeout", "stream_timeout",
                                                    "write_timeout", "client_left",     "stopped"};
    const auto index = static_cast<std::size_t>(why);
    return index < names.size() ? names[index] : std::string_view();
}

} // namespace plait::http
