#pragma once

#include <string_view>

namespace plait::http::detail {

/// Whether Windows opens a device by this name. It does so in any folder, and with any ending behind the name.
[[nodiscard]] bool is_device_name(std::string_view) noexcept;

} // namespace plait::http::detail
