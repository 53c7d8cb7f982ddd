#include "http/parse/cut_text.hpp"

namespace plait::http::detail {

std::string cut_text(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return std::string(text);
    std::size_t size = most;
    while (size > 0 && (text[size] & 0xC0) == 0x80)
        --size;
    return std::string(text.substr(0, size)) + "...";
}

} // namespace plait::http::detail
