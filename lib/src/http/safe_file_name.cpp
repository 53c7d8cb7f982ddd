#include <plait/http/safe_file_name.hpp>

#include "http/parse/cut_text.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <string_view>

namespace plait::http {

namespace {

using detail::same_name;

// File systems take 255 bytes; this leaves some for what a program adds to a name, such as ".part".
constexpr std::size_t longest_name = 200;

bool is_part_of_name(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 && code != 0x7f && std::string_view("/\\:<>\"|?*").find(c) == std::string_view::npos;
}

/// Whether Windows opens a device by this name. It does so in any folder, and with any ending behind the name.
bool is_device(std::string_view name) noexcept
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

} // namespace

std::string safe_file_name(std::string text)
{
    const bool is_plain = !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, is_part_of_name)
                          && !text.ends_with('.') && !text.ends_with(' ') && !is_device(text);
    if (!is_plain)
        throw http_error(status::not_found, "'" + detail::cut_text(text) + "' is not the plain name of one file");
    return text;
}

} // namespace plait::http
