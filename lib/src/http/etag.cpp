#include <plait/http/etag.hpp>

#include "http/answer/field_lines.hpp"
#include "http/base64url.hpp"
#include "http/body_hash.hpp"
#include "http/parse/conditional.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/http_date.hpp"
#include <plait/clock.hpp>
#include <plait/http/detail/token.hpp>
#include <plait/http/http_error.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http {

namespace {

std::string etag_of(std::string_view body)
{
    std::string bytes;
    for (const std::uint64_t half : detail::body_hash(body))
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes += static_cast<char>(half >> shift & 0xffU);
    return '"' + detail::base64url(bytes) + '"';
}

/// Whether caches keep nothing of the answer, so that no client could name its ETag.
bool is_never_stored(const response& answer) noexcept
{
    bool never = false;
    detail::for_each_element(answer.field("Cache-Control").value_or(""), [&](std::string_view each) {
        never = never || detail::same_name(each, "no-store");
    });
    return never;
}

detail::precondition judged(const request& request, const response& answer)
{
    detail::validators known;
    known.etag = answer.field("ETag").value_or("");
    if (const auto modified = answer.field("Last-Modified"))
        known.modified = detail::parse_http_date(*modified, clock::wall_now());
    return detail::evaluate(request.method(), request.fields(), known);
}

constexpr std::array of_the_body{"Accept-Ranges",    "Content-Digest", "Content-Disposition", "Content-Encoding",
                                 "Content-Language", "Content-MD5",    "Content-Range",       "Content-Type",
                                 "Digest",           "Last-Modified",  "Repr-Digest"};

response not_modified(const response& whole)
{
    response answer(status::not_modified);
    std::string& to = detail::lines_of(answer);
    const bool has_etag = whole.field("ETag").has_value();
    detail::for_each_line(whole.field_lines(), [&](std::string_view line, std::string_view name, std::string_view) {
        const auto is_name = [&](std::string_view each) { return detail::same_name(each, name); };
        if (std::ranges::none_of(of_the_body, is_name) || (!has_etag && is_name("Last-Modified")))
            to += line;
        return false;
    });
    return answer;
}

awaitable<response> tag(request& request, next_handler next)
{
    response answer = co_await next(request);
    if (answer.status() != status::ok)
        co_return answer;
    if (!answer.body().empty() && !answer.field("ETag") && !is_never_stored(answer))
        answer.set("ETag", etag_of(answer.body()));
    switch (judged(request, answer)) {
    case detail::precondition::met:
        break;
    case detail::precondition::not_modified:
        co_return not_modified(answer);
    case detail::precondition::failed:
        throw http_error(status::precondition_failed);
    }
    co_return answer;
}

awaitable<response> tag_what_is_read(request& request, next_handler next)
{
    const bool reads = request.method() == method::get || request.method() == method::head;
    return reads ? tag(request, std::move(next)) : next(request);
}

} // namespace

middleware etag(std::source_location where)
{
    return middleware(&tag_what_is_read, where).named("etag");
}

} // namespace plait::http
