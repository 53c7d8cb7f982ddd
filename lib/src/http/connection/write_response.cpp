#include "http/connection/write_response.hpp"

#include <charconv>
#include <cstring>
#include <string>

namespace plait::http::detail {

namespace {

/// Writes where there is room. Copies of constants become a few stores.
class writer {
public:
    explicit writer(char* at) noexcept : at_(at) {}

    template <std::size_t Size>
    writer& operator<<(const char (&constant)[Size]) noexcept
    {
        std::memcpy(at_, constant, Size - 1);
        at_ += Size - 1;
        return *this;
    }
    writer& operator<<(std::string_view text) noexcept
    {
        if (!text.empty()) // an empty text may have no address, which memcpy must not be given
            std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
        return *this;
    }
    writer& operator<<(std::size_t number) noexcept
    {
        at_ = std::to_chars(at_, at_ + most_digits, number).ptr;
        return *this;
    }
    [[nodiscard]] char* at() const noexcept { return at_; }

    static constexpr std::size_t most_digits = 20;

private:
    char* at_;
};

// The most bytes of a head that are not parts of the response itself.
constexpr std::size_t most_around = 160;

} // namespace

void append_head(byte_buffer& out, const response& answer, const reply_frame& frame)
{
    const std::string_view type = answer.content_type();
    const std::string_view lines = answer.field_lines();
    const std::string_view phrase = answer.status() == status::ok ? std::string_view() : reason(answer.status());
    out.reserve(most_around + phrase.size() + frame.date.size() + type.size() + lines.size());

    writer to(out.room().data());
    if (answer.status() == status::ok)
        to << "HTTP/1.1 200 OK\r\nDate: ";
    else
        to << "HTTP/1.1 " << static_cast<std::size_t>(answer.status()) << " " << phrase << "\r\nDate: ";
    to << frame.date;
    if (!type.empty())
        to << "\r\nContent-Type: " << type;
    if (may_have_body(answer.status()))
        to << "\r\nContent-Length: " << answer.body().size();
    else if (answer.status() == status::reset_content) // else a client would wait for the end (RFC 9110 section 15.3.6)
        to << "\r\nContent-Length: 0";
    if (!frame.keep_alive)
        to << "\r\nConnection: close";
    else if (frame.http_1_0)
        to << "\r\nConnection: keep-alive";
    to << "\r\n" << lines << "\r\n";
    out.received(static_cast<std::size_t>(to.at() - out.room().data()));
}

namespace {

/// `framing` is the field that says where the body ends, if the answer may have one.
void append_framed_head(byte_buffer& out, const response& answer, const reply_frame& frame, std::string_view framing)
{
    const std::string_view type = answer.content_type();
    const std::string_view lines = answer.field_lines();
    const std::string_view phrase = reason(answer.status());
    out.reserve(most_around + phrase.size() + frame.date.size() + type.size() + framing.size() + lines.size());

    writer to(out.room().data());
    to << "HTTP/1.1 " << static_cast<std::size_t>(answer.status()) << " " << phrase << "\r\nDate: " << frame.date;
    if (!type.empty())
        to << "\r\nContent-Type: " << type;
    if (may_have_body(answer.status()))
        to << framing;
    else if (answer.status() == status::reset_content)
        to << "\r\nContent-Length: 0";
    if (!frame.keep_alive)
        to << "\r\nConnection: close";
    else if (frame.http_1_0)
        to << "\r\nConnection: keep-alive";
    to << "\r\n" << lines << "\r\n";
    out.received(static_cast<std::size_t>(to.at() - out.room().data()));
}

} // namespace

void append_stream_head(byte_buffer& out, const response& answer, const reply_frame& frame)
{
    append_framed_head(out, answer, frame, frame.http_1_0 ? "" : "\r\nTransfer-Encoding: chunked");
}

void append_file_head(byte_buffer& out, const response& answer, const reply_frame& frame, std::uint64_t size)
{
    append_framed_head(out, answer, frame, "\r\nContent-Length: " + std::to_string(size));
}

void append_upgrade_head(byte_buffer& out, const response& answer, std::string_view date)
{
    const std::string_view lines = answer.field_lines();
    const std::string_view phrase = reason(answer.status());
    out.reserve(most_around + phrase.size() + date.size() + lines.size());

    writer to(out.room().data());
    to << "HTTP/1.1 " << static_cast<std::size_t>(answer.status()) << " " << phrase << "\r\nDate: " << date;
    if (answer.status() == status::switching_protocols)
        to << "\r\nConnection: Upgrade";
    to << "\r\n" << lines << "\r\n";
    out.received(static_cast<std::size_t>(to.at() - out.room().data()));
}

} // namespace plait::http::detail
