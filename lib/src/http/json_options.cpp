#include <plait/http/json_options.hpp>

#include <stdexcept>

namespace plait::http {

json_options& json_options::depth(std::size_t levels)
{
    if (levels == 0 || levels > 256)
        throw std::invalid_argument("json_options: depth is from 1 to 256");
    depth_ = levels;
    return *this;
}

} // namespace plait::http
