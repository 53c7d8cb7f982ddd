#include "http/form_type.hpp"

#include "http/content_type.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/multipart_parser.hpp"
#include "http/parse/parameters.hpp"
#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>

#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

[[noreturn]] void refuse_type()
{
    throw http_error(
        status::unsupported_media_type,
        "a form is sent with the Content-Type application/x-www-form-urlencoded or multipart/form-data");
}

std::string boundary_in(std::string_view parameters)
{
    std::string boundary;
    bool is_there = false;
    parameter each;
    for (;;) {
        const auto made = take_parameter(parameters, each);
        if (made == parameter_progress::end)
            break;
        if (made == parameter_progress::wrong)
            throw http_error(status::bad_request, "the Content-Type of the form is malformed");
        if (!same_name(each.name, "boundary"))
            continue;
        if (std::exchange(is_there, true))
            throw http_error(status::bad_request, "the Content-Type of the form has two boundaries");
        boundary = value_of(each);
    }
    if (!is_boundary(boundary))
        throw http_error(
            status::bad_request, is_there
                                     ? "the boundary of the form is not one of 1 to 70 letters, digits and '()+_,-./:=?"
                                     : "the Content-Type of the form has no boundary");
    return boundary;
}

} // namespace

form_type type_of_form(const request& request)
{
    const media_type type = content_type(request);
    if (same_name(type.name, "application/x-www-form-urlencoded"))
        return {};
    if (!same_name(type.name, "multipart/form-data"))
        refuse_type();
    return {true, boundary_in(type.parameters)};
}

} // namespace plait::http::detail
