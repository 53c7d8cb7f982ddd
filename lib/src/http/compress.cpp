#include <plait/http/compress.hpp>

#include "http/answer/field_lines.hpp"
#include "http/connection/write_response.hpp"
#include "http/gzip_coding.hpp"
#include "http/parse/accept_encoding.hpp"
#include "http/parse/added_fields.hpp"
#include "http/parse/field_line.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/parameters.hpp"
#include <plait/http/detail/streamed_body.hpp>
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace plait::http {

using detail::same_name;

//
// Options
//

compress_options& compress_options::least_size(plait::detail::byte_limit size)
{
    least_size_ = size.of("compress_options: least_size");
    return *this;
}

compress_options& compress_options::level(int value)
{
    if (value < 1 || value > 9)
        throw std::invalid_argument("compress_options: the level is from 1, the fastest, to 9");
    level_ = value;
    return *this;
}

compress_options& compress_options::type(std::string_view name)
{
    const std::string_view right = detail::split_media_type(name).name;
    if (right.empty() || right.size() != name.size() || name.find('*') != std::string_view::npos)
        throw std::invalid_argument(
            "compress_options: '" + std::string(name) + "' is no media type, such as application/vnd.shop");
    types_.emplace_back(name);
    return *this;
}

compress_options& compress_options::cross_site(bool value)
{
    cross_site_ = value;
    return *this;
}

namespace {

constexpr std::string_view no_transform = "no-transform";

//
// Fields
//

bool has_element(std::string_view list, std::string_view wanted) noexcept
{
    bool found = false;
    detail::for_each_element(list, [&](std::string_view each) { found = found || same_name(each, wanted); });
    return found;
}

/// Adds an element to what all fields of that name say together.
void add_element(response& answer, std::string_view name, std::string_view element)
{
    std::string all;
    detail::for_each_line(answer.field_lines(), [&](std::string_view, std::string_view each, std::string_view value) {
        if (same_name(each, name) && !value.empty())
            all.append(all.empty() ? "" : ", ").append(value);
        return false;
    });
    if (!has_element(all, element))
        answer.set(name, all.append(all.empty() ? "" : ", ").append(element));
}

void vary_by_coding(response& answer)
{
    if (!has_element(answer.field("Vary").value_or(""), "*"))
        add_element(answer, "Vary", "Accept-Encoding");
}

/// Makes a strong ETag weak: another file stands for the same content now.
void weaken_etag(response& answer)
{
    if (const auto etag = answer.field("ETag"); etag && etag->starts_with('"'))
        answer.set("ETag", "W/" + std::string(*etag));
}

constexpr std::array not_with{"Set-Cookie",  "Content-Encoding", "Content-Range", "Content-Digest",
                              "Repr-Digest", "Digest",           "Content-MD5"};

/// Whether the fields say that the body is to stay as it is.
bool forbids_coding(const response& answer, const request& request)
{
    if (detail::added_fields::field_of(request, "Set-Cookie")
        || has_element(detail::added_fields::field_of(request, "Cache-Control").value_or(""), no_transform))
        return true;
    bool forbidden = false;
    detail::for_each_line(answer.field_lines(), [&](std::string_view, std::string_view name, std::string_view value) {
        const auto is_name = [&](std::string_view each) { return same_name(each, name); };
        forbidden = std::ranges::any_of(not_with, is_name)
                    || (same_name(name, "Cache-Control") && has_element(value, no_transform));
        return forbidden;
    });
    return forbidden;
}

//
// What is worth it
//

constexpr std::array text_types{
    "application/ecmascript",
    "application/geo+json-seq",
    "application/graphql",
    "application/javascript",
    "application/json",
    "application/json-seq",
    "application/jsonlines",
    "application/ndjson",
    "application/rtf",
    "application/sql",
    "application/toml",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/x-javascript",
    "application/x-ndjson",
    "application/x-sh",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
    "font/otf",
    "font/ttf",
    "image/bmp",
    "image/svg+xml",
    "image/vnd.microsoft.icon",
    "image/x-icon",
};

bool ends_with_name(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() && same_name(text.substr(text.size() - end.size()), end);
}

bool is_text(std::string_view type, const std::vector<std::string>& others) noexcept
{
    const auto is_type = [&](std::string_view each) { return same_name(each, type); };
    return same_name(type.substr(0, 5), "text/") || ends_with_name(type, "+json") || ends_with_name(type, "+xml")
           || ends_with_name(type, "+text") || std::ranges::any_of(text_types, is_type)
           || std::ranges::any_of(others, is_type);
}

/// Whether another site has made the user's browser ask, and so might learn something by the answer's size.
bool is_made_by_another_site(const request& request) noexcept
{
    const std::string_view site = request.field("Sec-Fetch-Site").value_or("none");
    return !same_name(site, "none") && !same_name(site, "same-origin")
           && (request.field("Cookie") || request.field("Authorization"));
}

} // namespace

//
// The middleware
//

class compressor {
public:
    explicit compressor(compress_options options)
        : options_(std::move(options)), with_(std::make_shared<detail::deflater>(options_.level_))
    {
    }

    awaitable<response> operator()(request& request, next_handler next) const
    {
        return detail::has_zlib() ? coded(request, std::move(next)) : next(request);
    }

private:
    [[nodiscard]] awaitable<response> coded(request& request, next_handler next) const
    {
        response answer = co_await next(request);
        if (!may_be_coded(answer) || forbids_coding(answer, request))
            co_return answer;
        vary_by_coding(answer);
        if (answer.status() == status::not_modified) {
            revalidate(answer, request);
            co_return answer;
        }
        if (!is_wanted(request))
            co_return answer;
        if (answer.is_streamed()) {
            answer = detail::coded_stream(std::move(answer), with_);
        } else {
            std::string file = co_await detail::gzipped(answer.body(), with_);
            if (file.size() >= answer.body().size())
                co_return answer;
            answer.body(std::move(file));
        }
        answer.set("Content-Encoding", "gzip");
        weaken_etag(answer);
        detail::erase_lines(detail::lines_of(answer), "Accept-Ranges"); // of the file, ranges are of no use
        co_return answer;
    }

    /// Of an answer without a body, 304, there is not enough to know.
    [[nodiscard]] bool may_be_coded(const response& answer) const
    {
        if (answer.status() == status::not_modified)
            return true;
        return detail::is_final(answer.status()) && detail::may_have_body(answer.status())
               && answer.status() != status::partial_content
               && (answer.is_streamed() || (answer.body().size() >= options_.least_size_ && !answer.body().empty()))
               && is_text(detail::split_media_type(answer.field("Content-Type").value_or("")).name, options_.types_);
    }

    [[nodiscard]] bool is_wanted(const request& request) const
    {
        const int liked = detail::accepted_coding(request.fields(), "gzip");
        return liked > 0 && liked >= detail::accepted_coding(request.fields(), "identity")
               && (options_.cross_site_ || !is_made_by_another_site(request));
    }

    /// Says with 304 the ETag that the client's own copy has, which was weak if it was compressed.
    static void revalidate(response& answer, const request& request)
    {
        const std::string weak = "W/" + std::string(answer.field("ETag").value_or(""));
        if (weak.size() == 2)
            return;
        for (const field& each : request.fields())
            if (same_name(each.name, "If-None-Match") && each.value.find(weak) != std::string_view::npos)
                return weaken_etag(answer);
    }

    const compress_options options_;
    const std::shared_ptr<detail::deflater> with_;
};

middleware compress(compress_options options, std::source_location where)
{
    return middleware(compressor(std::move(options)), where).named("compress");
}

namespace {

awaitable<response> keep_from_coding(request& request, next_handler next)
{
    const auto added = detail::added_fields::field_of(request, "Cache-Control");
    std::string all = added ? std::string(*added) + ", " : std::string();
    request.add_to_answer("Cache-Control", all.append(no_transform));
    response answer = co_await next(request);
    if (!answer.field("Cache-Control")) // what was added to the answer counts no longer
        answer.set("Cache-Control", detail::added_fields::field_of(request, "Cache-Control").value_or(no_transform));
    add_element(answer, "Cache-Control", no_transform);
    co_return answer;
}

} // namespace

middleware no_compression(std::source_location where)
{
    return middleware(&keep_from_coding, where).named("no_compression");
}

} // namespace plait::http
