#pragma once

#include <plait/detail/kernel/labels.hpp>
#include <plait/http/request.hpp>

namespace plait::http::detail {

/// The request for which the running code works: that of `current_route`. Null where there is none.
[[nodiscard]] inline const request* current_request() noexcept
{
    const plait::detail::labels* const set = plait::detail::current_labels();
    return set ? static_cast<const request*>(set->request) : nullptr;
}

} // namespace plait::http::detail
