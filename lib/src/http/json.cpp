#include <plait/http/json.hpp>

#include "http/content_type.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/request_parser.hpp"
#include <plait/http/http_error.hpp>

#include <boost/json/src.hpp>

#include <stdexcept>

namespace plait::http {

std::string to_json(const boost::json::value& value)
{
    std::string text;
    detail::append_json(text, detail::json_item(value));
    return text;
}

response json(const boost::json::value& value, status status)
{
    return json_text(to_json(value), status);
}

std::string to_json(std::initializer_list<detail::json_item> braces)
{
    std::string text;
    detail::append_json(text, braces);
    return text;
}

response json(std::initializer_list<detail::json_item> braces, status status)
{
    return json_text(to_json(braces), status);
}

namespace {

// application/json, or */*+json: application/merge-patch+json, application/vnd.example+json.
bool is_json(std::string_view type)
{
    constexpr std::string_view suffix = "+json";
    return detail::same_name(type, "application/json")
           || (type.size() > suffix.size() && detail::same_name(type.substr(type.size() - suffix.size()), suffix));
}

} // namespace

void detail::read_json_body(const request& request, const json_options& options, const json_type& type, void* into)
{
    if (request_parser::has_reader(request))
        throw std::logic_error("request::json: the handler takes a body_reader, so the body is not in the request; give "
                               "from_json what read_all gives, or take the request alone");
    if (!is_json(content_type(request).name))
        throw http_error(status::unsupported_media_type, "the body is to be JSON: send Content-Type: application/json")
            .set("Accept", "application/json");
    read_json(request.body(), options, type, into);
}

} // namespace plait::http
