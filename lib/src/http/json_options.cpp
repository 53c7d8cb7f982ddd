#include <plait/http/json_options.hpp>

#include <stdexcept>

namespace plait::http {

json_options& json_options::depth(plait::detail::count_argument levels)
{
    const std::size_t depth = levels.of("json_options: depth");
    if (depth == 0 || depth > 256)
        throw std::invalid_argument("json_options: depth is from 1 to 256");
    depth_ = depth;
    return *this;
}

} // namespace plait::http
