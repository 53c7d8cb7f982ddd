#include <plait/http/files_options.hpp>

#include "http/parse/static_path.hpp"
#include <plait/http/response.hpp>

#include <stdexcept>

namespace plait::http {

files_options& files_options::cache_control(std::string_view value)
{
    response().set("Cache-Control", value); // throws for what is no value
    cache_control_ = value;
    return *this;
}

files_options& files_options::index(std::string_view name)
{
    constexpr bool dot_files = true;
    const bool is_name = name.find_first_of("/%") == std::string_view::npos && detail::static_path(name, dot_files);
    if (!is_name)
        throw std::invalid_argument(
            "files_options: index: '" + std::string(name)
            + "' is not the plain name of one file; write \"index.html\"");
    index_ = name;
    return *this;
}

} // namespace plait::http
