// The part of the request parser that goes on where Beast stops. It has a file of its own, because request_parser.cpp
// would be too long with it.
#include "http/parse/request_parser.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/request_line.hpp"
#include <plait/http/detail/token.hpp>

#include <string>
#include <utility>

namespace plait::http::detail {

namespace beast = boost::beast::http;

namespace {

constexpr std::string_view line_break = "\r\n";

/// A line that is a well-formed field. `size` counts its line break too; it is 0 if there is no such line.
struct read_line {
    std::string_view name;
    std::string_view value;
    std::size_t size = 0;
};

read_line first_field_line(std::string_view bytes) noexcept
{
    const std::string_view line = bytes.substr(0, bytes.find(line_break));
    const std::string_view name = line.substr(0, line.find(':'));
    if (line.size() == bytes.size() || name.size() == line.size() || !is_token(name))
        return {};
    const std::string_view value = trimmed(line.substr(name.size() + 1));
    return is_field_value(value) ? read_line{name, value, line.size() + line_break.size()} : read_line();
}

bool is_connection(std::string_view name) noexcept
{
    return same_name(name, "Connection") || same_name(name, "Proxy-Connection");
}

} // namespace

/// Called when Beast has not taken the head. The line at which it stopped may be right all the same, if Beast refused
/// it. Or the line may be wrong already, if Beast waits for more of it. If Beast refused the head behind its last line,
/// that is for what the fields say of the body (Boost 1.92 does so), and `finish_unusual` answers that.
request_parser::progress request_parser::go_on(error_code failed)
{
    while (failed && !bytes_.substr(0, head_size_).ends_with("\r\n\r\n")) {
        const progress made = line_done_ ? judge_field(bytes_.substr(head_size_), failed) : take_later_version();
        if (made == progress::more && bytes_.size() == limits_.head)
            return refuse(line_done_ ? status::request_header_fields_too_large : status::uri_too_long);
        if (made != progress::done)
            return made;
        head_size_ += scan(bytes_.substr(head_size_), failed);
    }
    return progress::done;
}

/// Takes a request line of HTTP/1.2 or a later HTTP/1. Such a request is served like one of HTTP/1.1 (RFC 9110
/// section 2.5).
request_parser::progress request_parser::take_later_version()
{
    const judged_line line = judge_line(bytes_, limits_.target);
    to_.method_ = method_of(line.method); // an answer that refuses a HEAD must not have a body
    if (line.made == progress::refused)
        return refuse(line.refusal);
    if (line.made == progress::more)
        return progress::more;
    if (!take_line(method_of(line.method), line.target, false))
        return refuse(status::bad_request);
    head_size_ = line.size;
    error_code failed;                                     // ignored: Beast says that it needs more
    static_cast<void>(scan("GET / HTTP/1.1\r\n", failed)); // Beast gets a line that it knows, and goes on behind it
    return progress::done;
}

/// Judges the field at which Beast stopped. `done` means that the field has been taken.
request_parser::progress request_parser::judge_field(std::string_view rest, error_code failed)
{
    // Beast has counted the last line of the head if that line has a wrong line break.
    const bool ends_badly = bytes_[head_size_ - 1] != '\n';
    const read_line line = ends_badly ? read_line() : first_field_line(rest);
    if (line.size == 0) {
        const bool may_begin = rest.size() != 1 || rest == "\r" || is_token_char(rest.front());
        return failed == beast::error::need_more && may_begin ? progress::more : refuse(status::bad_request);
    }
    if (to_.fields_.size() >= limits_.fields)
        return refuse(status::request_header_fields_too_large);
    if (rest.size() == line.size) // Beast waits for the next line, to see whether the value is folded
        return is_known_wrong(rest) ? refuse(status::bad_request) : progress::more;
    if (failed != beast::error::bad_value || !is_connection(line.name) || is_blank(rest[line.size]))
        return refuse(status::bad_request);
    // Beast does not take a Connection field with an option that is no token ("keep alive"). Here such an option is one
    // that is not known, and is ignored.
    failed = {};
    on_field_impl(
        same_name(line.name, "Connection") ? beast::field::connection : beast::field::unknown,
        {line.name.data(), line.name.size()}, {line.value.data(), line.value.size()}, failed);
    head_size_ += line.size;
    return failed ? refuse(status::bad_request) : progress::done;
}

/// Whether the line, which is the last that has come, is wrong whatever follows. To find out, Beast gets the line
/// together with what it waits for: the beginning of another line, and the end of a head, for which it looks first.
/// Beast takes a right line, and stops behind it.
bool request_parser::is_known_wrong(std::string_view line)
{
    const std::string with_more = std::string(line) + "X\r\n\r\n";
    const std::string_view bytes = std::exchange(bytes_, with_more);
    const std::size_t fields = to_.fields_.size();
    error_code failed;
    const bool taken = scan(with_more, failed) == line.size();
    to_.fields_.resize(fields); // a field that was added would be a view into the copy
    bytes_ = bytes;
    return !taken && !(failed == beast::error::bad_value && is_connection(first_field_line(line).name));
}

} // namespace plait::http::detail
