#include <plait/http/safe_file_name.hpp>

#include "http/parse/cut_text.hpp"
#include "http/parse/device_name.hpp"
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <string_view>

namespace plait::http {

namespace {

// File systems take 255 bytes; this leaves some for what a program adds to a name, such as ".part".
constexpr std::size_t longest_name = 200;

bool is_part_of_name(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 && code != 0x7f && std::string_view("/\\:<>\"|?*").find(c) == std::string_view::npos;
}

} // namespace

std::string safe_file_name(std::string text)
{
    const bool is_plain = !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, is_part_of_name)
                          && !text.ends_with('.') && !text.ends_with(' ') && !detail::is_device_name(text);
    if (!is_plain)
        throw http_error(status::not_found, "'" + detail::cut_text(text) + "' is not the plain name of one file");
    return text;
}

} // namespace plait::http
