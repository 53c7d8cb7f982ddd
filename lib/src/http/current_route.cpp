#include <plait/http/current_route.hpp>

#include <plait/detail/kernel/labels.hpp>

namespace plait::http {

const char* current_route() noexcept
{
    return plait::detail::current_label();
}

} // namespace plait::http
