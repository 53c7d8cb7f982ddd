// The field Accept, and the answer to an error in the form that it asks for. The input is the field's value, and after a
// line break the texts of the error.

#include "fuzz.hpp"

#include "http/answer/error_answer.hpp"

#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <string>

using namespace plait::http;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::text(data, size);
    const std::string_view accept = input.substr(0, input.find('\n'));
    const std::string text(input.substr(std::min(accept.size() + 1, input.size())));
    const request request(method::get, "/", "", {{"Accept", accept}});

    const std::string_view type = request.preferred_type({"text/html", "application/json;a=b"});
    require(type.empty() || type == "text/html" || type == "application/json;a=b", "an offered type");
    require(request.preferred_type({"text/html"}).empty() || !type.empty(), "more types are liked as much as one");

    const http_error error(status::bad_request, text, {wrong_value{text, text, text}});
    const response answer = detail::answer_of(error, request);
    if (answer.content_type() == "text/plain; charset=utf-8")
        return 0;
    boost::system::error_code failed;
    static_cast<void>(boost::json::parse(answer.body(), failed));
    require(!failed, "what is JSON is right");
    return 0;
}
