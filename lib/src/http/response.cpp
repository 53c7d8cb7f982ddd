#include <plait/http/response.hpp>

#include "http/answer/append_encoded.hpp"
#include "http/answer/content_disposition.hpp"
#include "http/answer/field_lines.hpp"
#include "http/answer/file_body.hpp"
#include "http/answer/status_line.hpp"
#include "http/parse/field_line.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/cookie.hpp>
#include <plait/http/detail/streamed_body.hpp>

#include <utility>

namespace plait::http {

//
// What few answers have
//

struct detail::response_more {
    std::string lines; // of fields
    std::shared_ptr<streamed_body> streamed;
    std::shared_ptr<const file_body> file;
};

detail::response_more& detail::owned_more::made()
{
    if (!owned_)
        owned_ = new response_more;
    return *owned_;
}

detail::response_more* detail::owned_more::copy(const response_more& copied)
{
    return new response_more(copied);
}

void detail::owned_more::destroy(response_more* last) noexcept
{
    delete last;
}

std::string_view detail::owned_more::field_lines() const noexcept
{
    return owned_->lines;
}

response detail::streamed(response&& head, std::shared_ptr<streamed_body> body)
{
    head.more_.made().streamed = std::move(body);
    return std::move(head);
}

detail::streamed_body* detail::streamed_body_in(const response& answer) noexcept
{
    return answer.more_ ? (*answer.more_).streamed.get() : nullptr;
}

std::shared_ptr<detail::streamed_body> detail::take_streamed_body(response& answer) noexcept
{
    return std::move((*answer.more_).streamed);
}

const detail::file_body* detail::file_body_in(const response& answer) noexcept
{
    return answer.more_ ? (*answer.more_).file.get() : nullptr;
}

void detail::set_file_body(response& answer, std::shared_ptr<const file_body> body)
{
    answer.more_.made().file = std::move(body);
    answer.body_.clear();
}

std::shared_ptr<const detail::file_body> detail::shared_file_body(const response& answer) noexcept
{
    return (*answer.more_).file;
}

std::string& response::lines()
{
    return more_.made().lines;
}

std::string& detail::lines_of(response& answer)
{
    return answer.lines();
}

//
// Fields
//

using detail::field_line;
using detail::same_name;

std::optional<std::string_view> response::field(std::string_view name) const noexcept
{
    if (!type_.empty() && same_name(name, "Content-Type"))
        return type_;
    return detail::value_in(field_lines(), name);
}

response& response::content_type(detail::constant_text type) & noexcept
{
    if (!type_.empty() || !field("Content-Type"))
        type_ = type.view();
    return *this;
}

response&& response::content_type(detail::constant_text type) && noexcept
{
    return std::move(content_type(type));
}

response& response::status(http::status value) & noexcept
{
    status_ = value;
    return *this;
}

response&& response::status(http::status value) && noexcept
{
    return std::move(status(value));
}

response& response::body(std::string content) & noexcept
{
    body_ = std::move(content);
    if (more_) {
        (*more_).file.reset();
        (*more_).streamed.reset();
    }
    return *this;
}

response&& response::body(std::string content) && noexcept
{
    return std::move(body(std::move(content)));
}

/// Erases the fields of that name whose values begin so.
void response::erase(std::string_view name, std::string_view beginning) noexcept
{
    if (same_name(name, "Content-Type"))
        type_ = {};
    if (more_)
        detail::erase_lines(lines(), name, beginning);
}

response& response::set(std::string_view name, std::string_view value) &
{
    const std::string line = field_line(name, value); // `value` may be a view into the response itself
    erase(name);
    lines() += line;
    return *this;
}

response&& response::set(std::string_view name, std::string_view value) &&
{
    return std::move(set(name, value));
}

response& response::add(std::string_view name, std::string_view value) &
{
    const std::string line = field_line(name, value); // `value` may be a view into the response itself
    if (same_name(name, "Content-Type"))
        type_ = {};
    lines() += line;
    return *this;
}

response&& response::add(std::string_view name, std::string_view value) &&
{
    return std::move(add(name, value));
}

response& response::set_cookie(const cookie& given) &
{
    const std::string line = field_line("Set-Cookie", given.text());
    erase("Set-Cookie", given.name() + "=");
    lines() += line;
    return *this;
}

response&& response::set_cookie(const cookie& given) &&
{
    return std::move(set_cookie(given));
}

response& response::attachment(std::string_view file_name) &
{
    return set("Content-Disposition", detail::attachment_value(file_name));
}

response&& response::attachment(std::string_view file_name) &&
{
    return std::move(attachment(file_name));
}

response text(std::string body, status status)
{
    return response(status, "text/plain; charset=utf-8", std::move(body));
}

response html(std::string body, status status)
{
    return response(status, "text/html; charset=utf-8", std::move(body));
}

response json_text(std::string body, status status)
{
    return response(status, "application/json", std::move(body));
}

/// Encodes what no URL has, of which browsers would make something else: they leave out tabs, and take \ for a slash.
/// Control characters stay, as `response::set` refuses them.
static std::string as_url(std::string_view text)
{
    std::string url;
    for (const char each : text) {
        const bool is_ascii = static_cast<unsigned char>(each) < 0x80;
        if (is_ascii && std::string_view("\t \"<>\\^`{|}").find(each) == std::string_view::npos)
            url += each;
        else
            detail::append_encoded(url, each);
    }
    return url;
}

response redirect(std::string_view location, status status)
{
    return response(status).set("Location", as_url(location));
}

response status_text(status status)
{
    return text(detail::status_line(status) + "\n", status);
}

} // namespace plait::http
