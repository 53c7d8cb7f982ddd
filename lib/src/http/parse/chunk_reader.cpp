#include "http/parse/chunk_reader.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/percent.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace {

// A size has 64 bits, so it needs no more digits. Further digits, which are leading zeros, count as extensions.
constexpr std::size_t most_size_digits = 16;

// Trailers with these names are refused: a trailer must not say where the body ends (RFC 9110 section 6.5.1).
constexpr std::string_view length_name = "content-length";
constexpr std::string_view coding_name = "transfer-encoding";

bool goes_on(std::string_view name, std::size_t at, char c) noexcept
{
    return at < name.size() && name[at] == lower(c);
}

} // namespace

parse_progress chunk_reader::read(std::string_view bytes, std::size_t& consumed, std::string& body)
{
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    parse_progress made = parse_progress::more;
    while (at != end && made == parse_progress::more) {
        if (state_ == state::data) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(size_, static_cast<std::uint64_t>(end - at)));
            body.append(at, size);
            at += size;
            size_ -= size;
            if (size_ == 0)
                state_ = state::data_return;
            continue;
        }
        const bool is_last = state_ == state::last_line_feed;
        state_ = behind(*at++);
        if (state_ == state::refused)
            made = parse_progress::refused;
        else if (is_last)
            made = parse_progress::done;
    }
    consumed = static_cast<std::size_t>(at - bytes.data());
    return made;
}

chunk_reader::state chunk_reader::behind(char c) noexcept
{
    switch (state_) {
    case state::first_digit:
        size_ = size_digits_ = 0;
        return hex_digit(c) >= 0 ? behind_digit_or(c) : refuse(status::bad_request);
    case state::digits:
        return behind_digit_or(c);
    case state::size_line_feed:
        if (c != '\n')
            break;
        return size_ > 0 ? state::data : state::trailer;
    case state::data_return:
        if (c != '\r')
            break;
        return state::data_line_feed;
    case state::data_line_feed:
        if (c != '\n')
            break;
        return state::first_digit;
    case state::trailer:
    case state::trailer_name:
    case state::trailer_value:
    case state::trailer_line_feed:
        return behind_trailer(c);
    case state::last_line_feed:
        if (c != '\n')
            break;
        return state::first_digit;
    case state::data:
    case state::refused:
        break;
    default:
        return behind_extension(c);
    }
    return refuse(status::bad_request);
}

chunk_reader::state chunk_reader::behind_digit_or(char c) noexcept
{
    if (c == ';')
        return size_ends(extended(state::before_name));
    if (is_blank(c))
        return size_ends(extended(state::before_semicolon));
    if (c == '\r')
        return size_ends(state::size_line_feed);
    const int digit = hex_digit(c);
    if (digit < 0 || size_ >> 60U != 0)
        return refuse(status::bad_request);
    size_ = size_ << 4U | static_cast<unsigned>(digit);
    return ++size_digits_ > most_size_digits ? extended(state::digits) : state::digits;
}

/// The states from the end of a chunk's size to the end of its line.
chunk_reader::state chunk_reader::behind_extension(char c) noexcept
{
    switch (state_) {
    case state::before_semicolon:
        if (is_blank(c))
            return extended(state::before_semicolon);
        if (c == ';')
            return extended(state::before_name);
        break;
    case state::before_name:
        if (is_blank(c))
            return extended(state::before_name);
        if (is_token_char(c))
            return extended(state::name);
        break;
    case state::name:
    case state::behind_name:
        if (c == ';')
            return extended(state::before_name);
        if (c == '=')
            return extended(state::before_value);
        if (is_blank(c))
            return extended(state::behind_name);
        if (state_ == state::name && is_token_char(c))
            return extended(state::name);
        if (state_ == state::name && c == '\r')
            return state::size_line_feed;
        break;
    case state::before_value:
        if (is_blank(c))
            return extended(state::before_value);
        if (c == '"')
            return extended(state::quoted);
        if (is_token_char(c))
            return extended(state::value);
        break;
    case state::quoted:
        if (c == '"')
            return extended(state::behind_quotes);
        if (!is_control(c))
            return extended(c == '\\' ? state::escaped : state::quoted);
        break;
    case state::escaped:
        if (!is_control(c))
            return extended(state::quoted);
        break;
    case state::value:
    case state::behind_quotes:
        if (c == ';')
            return extended(state::before_name);
        if (is_blank(c))
            return extended(state::before_semicolon);
        if (c == '\r')
            return state::size_line_feed;
        if (state_ == state::value && is_token_char(c))
            return extended(state::value);
        break;
    default:
        break;
    }
    return refuse(status::bad_request);
}

chunk_reader::state chunk_reader::behind_trailer(char c) noexcept
{
    switch (state_) {
    case state::trailer:
        if (c == '\r')
            return state::last_line_feed;
        name_size_ = 0;
        maybe_length_ = maybe_coding_ = true;
        [[fallthrough]];
    case state::trailer_name:
        if (is_token_char(c)) {
            maybe_length_ = maybe_length_ && goes_on(length_name, name_size_, c);
            maybe_coding_ = maybe_coding_ && goes_on(coding_name, name_size_, c);
            ++name_size_;
            return trailed(state::trailer_name);
        }
        if (c != ':' || name_size_ == 0 || (maybe_length_ && name_size_ == length_name.size())
            || (maybe_coding_ && name_size_ == coding_name.size()))
            break;
        return trailed(state::trailer_value);
    case state::trailer_value:
        if (c == '\r')
            return trailed(state::trailer_line_feed);
        if (!is_control(c))
            return trailed(state::trailer_value);
        break;
    default:
        if (c == '\n')
            return trailed(state::trailer);
        break;
    }
    return refuse(status::bad_request);
}

/// Called when the size has ended, and is known. `next` is the state behind it.
chunk_reader::state chunk_reader::size_ends(state next) noexcept
{
    if (next == state::refused)
        return next;
    if (size_ > body_left_)
        return refuse(status::payload_too_large);
    body_left_ -= static_cast<std::size_t>(size_);
    return next;
}

chunk_reader::state chunk_reader::extended(state next) noexcept
{
    return ++extensions_ > limits_.chunk_extensions ? refuse(status::bad_request) : next;
}

chunk_reader::state chunk_reader::trailed(state next) noexcept
{
    return ++trailers_ > limits_.trailers ? refuse(status::request_header_fields_too_large) : next;
}

chunk_reader::state chunk_reader::refuse(http::status why) noexcept
{
    refusal_ = why;
    return state::refused;
}

} // namespace plait::http::detail
