#include <plait/html/escape.hpp>

#include "html/append_escaped.hpp"

namespace plait {

std::string escape_html(std::string_view text)
{
    std::string safe;
    detail::text_output out(safe, text.size() + text.size() / 8);
    detail::append_html(out, text);
    return safe;
}

} // namespace plait
