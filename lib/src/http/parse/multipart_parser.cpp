#include "http/parse/multipart_parser.hpp"

#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr std::size_t longest_boundary = 70;

constexpr form_refusal no_line_end{
    status::bad_request, "a line of the form has something behind its boundary, or does not end with CRLF"};

constexpr form_refusal half_line_end{status::bad_request, "a boundary of the form has only one of CR and LF before it"};

bool is_boundary_char(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

bool is_line_break(char c) noexcept
{
    return c == '\r' || c == '\n';
}

/// Whether a line that begins with the boundary is taken for a boundary if it goes on so. A line feed is none of the
/// characters that may follow, but to take it for content would lose the parts of a form whose lines end in one.
bool follows_boundary(char c) noexcept
{
    return is_blank(c) || is_line_break(c) || c == '-';
}

} // namespace

bool is_boundary(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= longest_boundary && std::ranges::all_of(text, is_boundary_char)
           && text.back() != ' ';
}

multipart_parser::multipart_parser(std::string_view boundary, const form_limits& limits)
    : limits_(limits), delimiter_(std::string("\r\n--").append(boundary))
{
}

multipart_event multipart_parser::parse(std::string_view& piece)
{
    multipart_event event = multipart_event::more;
    do {
        event = step(piece);
    } while (event == multipart_event::more && !piece.empty());
    return event;
}

/// Reads on as long as the state is the same, or until there is something to tell.
multipart_event multipart_parser::step(std::string_view& piece)
{
    switch (state_) {
    case state::end:
        state_ = state::last_padding;
        return multipart_event::end;
    case state::refused:
        return multipart_event::refused;
    case state::preamble:
    case state::data:
        return scan(piece);
    case state::head:
        return take_head(piece);
    case state::epilogue:
        piece = {};
        return multipart_event::more;
    default:
        break;
    }
    if (piece.empty())
        return multipart_event::more;
    const char next = piece.front();
    piece.remove_prefix(1);
    return take_line(next);
}

/// Looks for the delimiter, and tells what comes before it if that is content.
multipart_event multipart_parser::scan(std::string_view& piece)
{
    while (!piece.empty()) {
        if (matched_ == delimiter_.size() && follows_boundary(piece.front())) {
            matched_ = other_ = 0;
            state_ = state::behind_boundary;
            return multipart_event::more;
        }
        data_ = {};
        if (matched_ > 0) {
            const std::size_t more = std::min(delimiter_.size() - matched_, piece.size());
            const bool ends =
                matched_ + more < delimiter_.size() || piece.size() == more || follows_boundary(piece[more]);
            if (more > 0 && ends && std::string_view(delimiter_).substr(matched_, more) == piece.substr(0, more)) {
                matched_ += more;
                piece.remove_prefix(more);
                continue;
            }
            // It is no delimiter. The CR at its beginning is its only one, so none begins within what has matched.
            data_ =
                std::string_view(delimiter_).substr(0, std::exchange(matched_, 0)).substr(std::exchange(unread_, 0));
            static_cast<void>(find_other_boundary(data_)); // at most its beginning
        } else if (is_other_boundary(piece.front())) {
            return refuse(half_line_end);
        } else {
            data_ = piece.substr(0, find_delimiter(piece));
            data_ = data_.substr(0, find_other_boundary(data_));
            piece.remove_prefix(data_.size());
            if (data_.empty()) {
                matched_ = std::min(delimiter_.size(), piece.size());
                piece.remove_prefix(matched_);
            }
        }
        if (!data_.empty() && state_ == state::data)
            return multipart_event::data;
    }
    return multipart_event::more;
}

/// Returns where the delimiter begins. At the end of the piece it is enough if that may be its beginning.
std::size_t multipart_parser::find_delimiter(std::string_view piece) const noexcept
{
    for (std::size_t at = piece.find('\r'); at != std::string_view::npos; at = piece.find('\r', at + 1)) {
        const std::string_view here = piece.substr(at, delimiter_.size());
        const std::size_t behind = at + delimiter_.size();
        if (std::string_view(delimiter_).starts_with(here)
            && (behind >= piece.size() || follows_boundary(piece[behind])))
            return at;
    }
    return piece.size();
}

/// Whether a boundary has come that has but half a line break before it.
bool multipart_parser::is_other_boundary(char next) const noexcept
{
    return other_ == delimiter_.size() - 1 && follows_boundary(next);
}

/// Returns where the piece, which has no delimiter, goes on behind such a boundary; its size if it has none.
std::size_t multipart_parser::find_other_boundary(std::string_view piece) noexcept
{
    const std::string_view line = std::string_view(delimiter_).substr(2);
    for (std::size_t at = 0; at < piece.size();) {
        if (is_other_boundary(piece[at]))
            return at;
        if (other_ > 0 && other_ <= line.size() && piece[at] == line[other_ - 1]) {
            ++other_;
            ++at;
            continue;
        }
        other_ = 0; // no boundary has a line break, so none begins within what has come
        if (const std::size_t found = piece.find(line, at); found != std::string_view::npos) {
            at = found + line.size();
            if (found > 0 && is_line_break(piece[found - 1]))
                other_ = line.size() + 1;
            continue;
        }
        at = piece.size();
        const std::string_view tail = piece.substr(at - std::min(at, line.size()));
        if (const std::size_t last = tail.find_last_of("\r\n");
            last != std::string_view::npos && line.starts_with(tail.substr(last + 1)))
            other_ = tail.size() - last;
    }
    return piece.size();
}

/// The states within the line of a boundary.
multipart_event multipart_parser::take_line(char c) noexcept
{
    switch (state_) {
    case state::behind_boundary:
        if (c == '-') {
            state_ = state::last_dash;
            return multipart_event::more;
        }
        [[fallthrough]];
    case state::padding:
        if (!is_blank(c) && c != '\r')
            return refuse(no_line_end);
        state_ = c == '\r' ? state::line_feed : state::padding;
        return multipart_event::more;
    case state::line_feed:
        if (c != '\n')
            return refuse(no_line_end);
        head_ = "\r\n";
        return ends_part(state::head);
    case state::last_dash:
        return c == '-' ? ends_part(state::end) : refuse(no_line_end);
    case state::last_padding:
        if (!is_blank(c) && c != '\r')
            return refuse(no_line_end);
        state_ = c == '\r' ? state::last_line_feed : state::last_padding;
        return multipart_event::more;
    default: // last_line_feed
        if (c != '\n')
            return refuse(no_line_end);
        state_ = state::epilogue;
        return multipart_event::more;
    }
}

multipart_event multipart_parser::ends_part(state next) noexcept
{
    state_ = next;
    if (std::exchange(in_part_, false))
        return multipart_event::part_end;
    std::string_view nothing;
    return next == state::end ? step(nothing) : multipart_event::more;
}

multipart_event multipart_parser::take_head(std::string_view& piece)
{
    for (std::size_t at = 0; at < piece.size(); ++at) {
        head_ += piece[at];
        if (head_.size() - 2 > limits_.part_head())
            return refuse({status::payload_too_large, "the head of a part of the form is too long"});
        if (piece[at] != '\n')
            continue;
        if (head_[head_.size() - 2] != '\r')
            return refuse({status::bad_request, "a line in the head of a part of the form does not end with CRLF"});
        if (!head_.ends_with("\r\n\r\n"))
            continue;
        piece.remove_prefix(at + 1);
        if (++parts_ > limits_.parts())
            return refuse({status::payload_too_large, "the form has too many parts"});
        const std::string_view lines(head_);
        if (const form_refusal wrong = read_part_head(
                lines.size() > 4 ? lines.substr(2, lines.size() - 6) : std::string_view(), limits_, part_))
            return refuse(wrong);
        // The line break before the next boundary may be the one at the end of this head: then there is no content.
        matched_ = unread_ = 2;
        in_part_ = true;
        state_ = state::data;
        return multipart_event::part;
    }
    piece = {};
    return multipart_event::more;
}

multipart_event multipart_parser::finish() noexcept
{
    if (state_ == state::refused)
        return multipart_event::refused;
    if (state_ == state::end || state_ == state::last_padding || state_ == state::epilogue)
        return multipart_event::end;
    return refuse({
        status::bad_request,
        state_ == state::preamble ? "the form does not have the boundary that its Content-Type names"
                                  : "the form ends before its last boundary",
    });
}

multipart_event multipart_parser::refuse(form_refusal why) noexcept
{
    refusal_ = why;
    state_ = state::refused;
    return multipart_event::refused;
}

} // namespace plait::http::detail
