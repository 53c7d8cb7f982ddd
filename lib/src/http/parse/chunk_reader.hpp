#pragma once

#include "http/parse/parse_progress.hpp"
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Reads a chunked body (RFC 9112 section 7.1), wherever its pieces end. It takes each byte once, and refuses what is wrong
/// at the byte that makes it so. Beast's reader is not used: it waits for the end of a line that is wrong already, and that
/// of Boost 1.88 loses the end of a body that comes in pieces.
class chunk_reader {
public:
    /// The limits must outlive it.
    explicit chunk_reader(const parse_limits& limits) noexcept : limits_(limits), body_left_(limits.body) {}

    void body_limit(std::size_t bytes) noexcept { body_left_ = bytes; }

    /// Appends what the bytes hold of the body. `consumed` of them are done with: all, but for what follows the body's end.
    [[nodiscard]] parse_progress read(std::string_view bytes, std::size_t& consumed, std::string& body);

    /// What to answer after `refused`.
    [[nodiscard]] http::status refusal() const noexcept { return refusal_; }

private:
    enum class state : std::uint8_t {
        first_digit, // of a chunk's size
        digits,
        // Extensions
        before_semicolon, // in white space
        before_name,
        name,
        behind_name, // in white space
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
        // Trailers: they are checked, and nobody asks for them
        trailer, // at the beginning of its line
        trailer_name,
        trailer_value,
        trailer_line_feed,
        last_line_feed,
        refused,
    };

    [[nodiscard]] state behind(char c) noexcept; // the state behind that character
    [[nodiscard]] state behind_digit_or(char c) noexcept;
    [[nodiscard]] state behind_extension(char c) noexcept;
    [[nodiscard]] state behind_trailer(char c) noexcept;
    [[nodiscard]] state size_ends(state next) noexcept;
    [[nodiscard]] state extended(state next) noexcept;
    [[nodiscard]] state trailed(state next) noexcept;
    [[nodiscard]] state refuse(http::status) noexcept;

    const parse_limits& limits_;
    std::size_t body_left_;  // that the limit lets through
    std::uint64_t size_ = 0; // of the chunk, and then what is missing of it
    std::size_t size_digits_ = 0;
    std::size_t extensions_ = 0; // bytes of them, of the whole body
    std::size_t trailers_ = 0;
    std::size_t name_size_ = 0; // of the trailer
    bool maybe_length_ = false; // it begins as the name of a field that says where a body ends
    bool maybe_coding_ = false;
    state state_ = state::first_digit;
    http::status refusal_ = status{};
};

} // namespace plait::http::detail
