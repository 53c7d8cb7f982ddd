#include <plait/http/detail/write_response.hpp>

#include <charconv>

namespace plait::http::detail {

namespace {

bool may_have_body(status value) noexcept
{
    return value != status::no_content && value != status::not_modified;
}

void append_number(std::string& out, std::size_t value)
{
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

} // namespace

bool sends_body(const response& answer, const reply_frame& frame) noexcept
{
    return !frame.head_only && may_have_body(answer.status());
}

void append_head(std::string& out, const response& answer, const reply_frame& frame)
{
    if (answer.status() == status::ok) {
        out += "HTTP/1.1 200 OK\r\nDate: ";
    } else {
        out += "HTTP/1.1 ";
        append_number(out, static_cast<std::size_t>(answer.status()));
        out.append(" ").append(reason(answer.status())).append("\r\nDate: ");
    }
    out += frame.date;
    if (const std::string_view type = answer.content_type(); !type.empty())
        out.append("\r\nContent-Type: ").append(type);
    if (may_have_body(answer.status())) {
        out += "\r\nContent-Length: ";
        append_number(out, answer.body().size());
    }
    if (!frame.keep_alive)
        out += "\r\nConnection: close";
    else if (frame.http_1_0)
        out += "\r\nConnection: keep-alive";
    out.append("\r\n").append(answer.field_lines()).append("\r\n");
}

} // namespace plait::http::detail
