// The part of the request parser that reads chunked bodies.
#include <plait/http/detail/request_parser.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace beast = boost::beast::http;

namespace {

constexpr std::size_t most_size_digits = 16; // of a chunk's size, which has 64 bits
constexpr std::size_t line_break = 2;        // bytes of one

bool is_control(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\t') || code == 0x7f;
}

/// Whether the chunk whose line begins there has the size 0.
bool is_last_chunk(std::string_view line) noexcept
{
    const std::string_view rest = line.substr(std::min(line.find_first_not_of('0'), line.size()));
    return rest.size() < line.size() && rest.find_first_of("0123456789abcdefABCDEF") != 0;
}

} // namespace

request_parser::progress request_parser::parse_chunks(std::string_view bytes, std::size_t& consumed)
{
    // Beast 1.81 asserts, when it has seen the start of the last chunk, that 5 bytes have come (basic_parser.ipp:702).
    // Nothing is lost by waiting for them: that chunk, "0\r\n\r\n", is what every body ends with.
    constexpr std::size_t shortest = 5;

    consumed = 0;
    while (!is_done()) {
        bytes_ = bytes.substr(consumed);
        if (bytes_.size() < shortest)
            return progress::more;
        error_code failed;
        const std::size_t used = scan(bytes_, failed);
        consumed += used;
        if (failed == beast::error::need_more)
            return check_chunk_line(bytes_);
        if (failed)
            return refuse(failed);
        if (is_done() && check_chunk_line(bytes_.substr(0, used)) == progress::refused)
            return progress::refused;
    }
    set_body(to_, to_.body_storage_);
    return progress::done;
}

/// Bounds what Beast would wait for without end: a chunk's line, the trailers behind the line of the last chunk, and the end
/// of a quoted text, which it looks for behind the line too.
request_parser::progress request_parser::check_chunk_line(std::string_view come) noexcept
{
    if (in_chunks_)
        come.remove_prefix(line_break);
    const std::size_t line = std::min(come.find('\r'), come.size());
    if (!is_done()) {
        if (line > most_size_digits + limits_.chunk_extensions - extensions_)
            return refuse(status::bad_request);
        const std::string_view awaited = is_last_chunk(come) ? "\r\n\r\n" : "\r\n";
        if (come.substr(line).find(awaited) != std::string_view::npos)
            return refuse(status::bad_request);
    }
    const std::size_t trailers = come.size() - line;
    return trailers > limits_.trailers + 2 * line_break ? refuse(status::request_header_fields_too_large) : progress::more;
}

void request_parser::on_chunk_header_impl(std::uint64_t size, text extensions, error_code& failed)
{
    const std::size_t before = static_cast<std::size_t>(extensions.data() - bytes_.data()) - (in_chunks_ ? line_break : 0);
    extensions_ += extensions.size() + before - std::min(before, most_size_digits); // leading zeros count as well
    if (extensions_ > limits_.chunk_extensions || std::ranges::any_of(extensions, is_control))
        failed = beast::error::bad_chunk_extension;
    in_chunks_ = in_chunks_ || size > 0;
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, text body, error_code&)
{
    to_.body_storage_.append(body.data(), body.size());
    return body.size();
}

} // namespace plait::http::detail
