#include <plait/http/method.hpp>

#include <plait/http/status.hpp>

#include <doctest/doctest.h>

using namespace plait::http;

TEST_SUITE_BEGIN("method and status");

TEST_CASE("to_string gives a method as it stands in a request, and nothing for unknown")
{
    CHECK(to_string(method::get) == "GET");
    CHECK(to_string(method::head) == "HEAD");
    CHECK(to_string(method::post) == "POST");
    CHECK(to_string(method::put) == "PUT");
    CHECK(to_string(method::delete_) == "DELETE");
    CHECK(to_string(method::connect) == "CONNECT");
    CHECK(to_string(method::options) == "OPTIONS");
    CHECK(to_string(method::trace) == "TRACE");
    CHECK(to_string(method::patch) == "PATCH");
    CHECK(to_string(method::unknown) == "");
}

TEST_CASE("every status that has a name has the registered phrase")
{
    struct row {
        status code;
        int number;
        const char* phrase;
    };
    for (const row& r : {
             row{status::continue_, 100, "Continue"},
             row{status::switching_protocols, 101, "Switching Protocols"},
             row{status::ok, 200, "OK"},
             row{status::created, 201, "Created"},
             row{status::accepted, 202, "Accepted"},
             row{status::non_authoritative_information, 203, "Non-Authoritative Information"},
             row{status::no_content, 204, "No Content"},
             row{status::reset_content, 205, "Reset Content"},
             row{status::partial_content, 206, "Partial Content"},
             row{status::multiple_choices, 300, "Multiple Choices"},
             row{status::moved_permanently, 301, "Moved Permanently"},
             row{status::found, 302, "Found"},
             row{status::see_other, 303, "See Other"},
             row{status::not_modified, 304, "Not Modified"},
             row{status::temporary_redirect, 307, "Temporary Redirect"},
             row{status::permanent_redirect, 308, "Permanent Redirect"},
             row{status::bad_request, 400, "Bad Request"},
             row{status::unauthorized, 401, "Unauthorized"},
             row{status::payment_required, 402, "Payment Required"},
             row{status::forbidden, 403, "Forbidden"},
             row{status::not_found, 404, "Not Found"},
             row{status::method_not_allowed, 405, "Method Not Allowed"},
             row{status::not_acceptable, 406, "Not Acceptable"},
             row{status::proxy_authentication_required, 407, "Proxy Authentication Required"},
             row{status::request_timeout, 408, "Request Timeout"},
             row{status::conflict, 409, "Conflict"},
             row{status::gone, 410, "Gone"},
             row{status::length_required, 411, "Length Required"},
             row{status::precondition_failed, 412, "Precondition Failed"},
             row{status::payload_too_large, 413, "Content Too Large"},
             row{status::uri_too_long, 414, "URI Too Long"},
             row{status::unsupported_media_type, 415, "Unsupported Media Type"},
             row{status::range_not_satisfiable, 416, "Range Not Satisfiable"},
             row{status::expectation_failed, 417, "Expectation Failed"},
             row{status::misdirected_request, 421, "Misdirected Request"},
             row{status::unprocessable_content, 422, "Unprocessable Content"},
             row{status::upgrade_required, 426, "Upgrade Required"},
             row{status::precondition_required, 428, "Precondition Required"},
             row{status::too_many_requests, 429, "Too Many Requests"},
             row{status::request_header_fields_too_large, 431, "Request Header Fields Too Large"},
             row{status::unavailable_for_legal_reasons, 451, "Unavailable For Legal Reasons"},
             row{status::internal_server_error, 500, "Internal Server Error"},
             row{status::not_implemented, 501, "Not Implemented"},
             row{status::bad_gateway, 502, "Bad Gateway"},
             row{status::service_unavailable, 503, "Service Unavailable"},
             row{status::gateway_timeout, 504, "Gateway Timeout"},
             row{status::http_version_not_supported, 505, "HTTP Version Not Supported"},
         }) {
        CAPTURE(r.number);
        CHECK(static_cast<int>(r.code) == r.number);
        CHECK(reason(r.code) == r.phrase);
    }
}

TEST_CASE("other codes may be cast in; reason gives nothing for a code without a registered phrase")
{
    CHECK(reason(static_cast<status>(299)) == "");
    CHECK(reason(static_cast<status>(0)) == "");
}

TEST_SUITE_END();
