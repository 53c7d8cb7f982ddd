#include <plait/html/escape.hpp>

#include "html/append_escaped.hpp"

namespace plait {

std::string escape_html(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    detail::append_html(safe, text);
    return safe;
}

} // namespace plait
