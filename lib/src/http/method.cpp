#include <plait/http/method.hpp>

#include "http/parse/method_names.hpp"

namespace plait::http {

std::string_view to_string(method value) noexcept
{
    return detail::name_of(value);
}

} // namespace plait::http
