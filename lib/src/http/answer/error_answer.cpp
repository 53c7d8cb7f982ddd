#include "http/answer/error_answer.hpp"

#include "http/answer/field_lines.hpp"
#include "http/answer/json_string.hpp"
#include "http/answer/status_line.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http::detail {

namespace {

bool accepts_json(const request& request)
{
    if (request.target().empty())
        return false;
    return request.preferred_type({"application/problem+json", "application/json", "text/plain", "text/html"})
        .starts_with("application/");
}

void append_member(std::string& out, std::string_view name, std::string_view value)
{
    if (!out.ends_with('{'))
        out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
}

std::string as_json(const http_error& error)
{
    std::string out = "{";
    append_member(out, "type", "about:blank"); // the problem is no other than the status says
    if (const std::string_view title = reason(error.status()); !title.empty())
        append_member(out, "title", title);
    out.append(R"(,"status":)").append(std::to_string(static_cast<unsigned>(error.status())));
    if (!error.detail().empty())
        append_member(out, "detail", error.detail());
    for (const wrong_value& each : error.errors()) {
        out += &each == &error.errors().front() ? R"(,"errors":[{)" : ",{";
        append_member(out, "pointer", each.pointer);
        append_member(out, "expected", each.expected);
        append_member(out, "got", each.got);
        out += '}';
    }
    return out + (error.errors().empty() ? "}" : "]}");
}

std::string as_text(const http_error& error)
{
    std::string out = status_line(error.status()) + "\n";
    if (!error.detail().empty())
        out.append(error.detail()).append("\n");
    for (const wrong_value& each : error.errors())
        out.append(each.pointer)
            .append(": expected ")
            .append(each.expected)
            .append(", got ")
            .append(each.got)
            .append("\n");
    return out;
}

bool is_error(status value) noexcept
{
    return static_cast<unsigned>(value) >= 400 && static_cast<unsigned>(value) <= 599;
}

} // namespace

response answer_of(const http_error& error, const request& request)
{
    response made = error.head();
    if (!request.target().empty())
        made.add("Vary", "Accept"); // or a cache would give it to clients that prefer the other
    if (accepts_json(request))
        return std::move(made.content_type("application/problem+json").body(as_json(error)));
    return std::move(made.content_type("text/plain; charset=utf-8").body(as_text(error)));
}

response completed(response shaped, const http_error& error)
{
    if (shaped.is_streamed() || shaped.is_file()) // the request may have no route, and no end that could be found
        throw std::logic_error(
            "it returned a stream, events or a large file; the answer to an error has its body with it");
    if (!is_error(shaped.status()) || error.status() == status::method_not_allowed)
        shaped.status(error.status());
    for_each_line(error.head().field_lines(), [&](std::string_view, std::string_view name, std::string_view value) {
        if (!shaped.field(name))
            shaped.set(name, value);
        return false;
    });
    return shaped;
}

} // namespace plait::http::detail
