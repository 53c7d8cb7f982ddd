#pragma once

#include "http/parse/parse_progress.hpp"
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Reads a chunked body (RFC 9112 section 7.1), which may come in pieces of any size. The reader takes each byte once,
/// and refuses a wrong body at the first byte that makes it wrong. Beast's own reader does not do that: it waits for
/// the end of a line that is wrong already. Beast's reader of Boost 1.88 also loses the end of a body that comes in
/// pieces.
class chunk_reader {
public:
    /// The limits must outlive the reader.
    explicit chunk_reader(const parse_limits& limits) noexcept : limits_(limits), body_left_(limits.body) {}

    void body_limit(std::size_t bytes) noexcept { body_left_ = bytes; }

    /// Appends the part of the body that the bytes hold. `consumed` is how many bytes were read: all of them, except
    /// those behind the body's end.
    [[nodiscard]] parse_progress read(std::string_view bytes, std::size_t& consumed, std::string& body);

    /// The status to answer with after `refused`.
    [[nodiscard]] http::status refusal() const noexcept { return refusal_; }

private:
    enum class state : std::uint8_t {
        first_digit, // the first digit of a chunk's size
        digits,
        // Extensions
        before_semicolon, // in the white space before one
        before_name,
        name,
        behind_name, // in the white space behind it
        before_value,
        value,
        quoted,
        escaped, // behind a backslash in quotes
        behind_quotes,
        // Ends
        size_line_feed,
        data,
        data_return,
        data_line_feed,
        // Trailers: they are checked, but not kept, as nobody asks for them
        trailer, // at the beginning of a trailer's line, or of the last line
        trailer_name,
        trailer_value,
        trailer_line_feed,
        last_line_feed,
        refused,
    };

    [[nodiscard]] state behind(char c) noexcept; // the state in which the reader is behind that character
    [[nodiscard]] state behind_digit_or(char c) noexcept;
    [[nodiscard]] state behind_extension(char c) noexcept;
    [[nodiscard]] state behind_trailer(char c) noexcept;
    [[nodiscard]] state size_ends(state next) noexcept;
    [[nodiscard]] state extended(state next) noexcept;
    [[nodiscard]] state trailed(state next) noexcept;
    [[nodiscard]] state refuse(http::status) noexcept;

    const parse_limits& limits_;
    std::size_t body_left_;       // how many more bytes of body the limit allows
    std::uint64_t size_ = 0;      // the chunk's size while that is read, then how much of the chunk is missing
    std::size_t size_digits_ = 0; // how many digits of the size have been read
    std::size_t extensions_ = 0;  // the bytes of all extensions of the body so far
    std::size_t trailers_ = 0;    // the bytes of all trailers so far
    std::size_t name_size_ = 0;   // how much of the trailer's name has been read
    bool maybe_length_ = false;   // that much could become Content-Length
    bool maybe_coding_ = false;   // that much could become Transfer-Encoding
    state state_ = state::first_digit;
    http::status refusal_ = status{};
};

} // namespace plait::http::detail
