#include "http/content_type.hpp"

#include "http/parse/field_name.hpp"
#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>

#include <string_view>
#include <utility>

namespace plait::http::detail {

media_type content_type(const request& request)
{
    std::string_view found;
    bool is_there = false;
    for (const field& each : request.fields()) {
        if (!same_name(each.name, "Content-Type"))
            continue;
        if (std::exchange(is_there, true))
            throw http_error(status::bad_request, "the request has two Content-Types");
        found = each.value;
    }
    return split_media_type(found);
}

} // namespace plait::http::detail
