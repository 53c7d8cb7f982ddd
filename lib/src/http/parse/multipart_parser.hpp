#pragma once

#include "http/parse/part_head.hpp"
#include <plait/http/form_limits.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Returns whether the text may be the boundary of a multipart body (RFC 2046 section 5.1.1).
[[nodiscard]] bool is_boundary(std::string_view text) noexcept;

enum class multipart_event : std::uint8_t {
    more,     // the piece has been used up
    part,     // a part begins: see `part`
    data,     // more of the part's content: see `data`
    part_end, // the part is complete
    end,      // the last part was; what follows is checked and left out
    refused,  // see `refusal`
};

/// Reads the body of a form of multipart/form-data (RFC 7578), which may come in pieces of any size:
///
///     for (auto event = parser.parse(piece); event != multipart_event::more; event = parser.parse(piece))
///
/// The events do not depend on the pieces, except that `data` comes as often as it must. The content of a part that is
/// within one piece comes at once. The parser keeps the head of a part, and of its content nothing.
///
/// Lines end with CRLF. A line that begins with the boundary and goes on with anything but white space or a hyphen is
/// content, as in Go. What other servers may take for another form is refused, such as a boundary behind CR or LF alone.
class multipart_parser {
public:
    multipart_parser(std::string_view boundary, const form_limits& limits);

    /// Reads on, and takes off the piece what was read.
    [[nodiscard]] multipart_event parse(std::string_view& piece);
    /// Says, at the end of the body, whether that was the end of the form: `end` or `refused`.
    [[nodiscard]] multipart_event finish() noexcept;

    [[nodiscard]] const part_head& part() const noexcept { return part_; } ///< Of the last `part`.
    /// What came with the last `data`: a view into the piece, or into the parser, until the next call of `parse`.
    [[nodiscard]] std::string_view data() const noexcept { return data_; }
    [[nodiscard]] const form_refusal& refusal() const noexcept { return refusal_; }

private:
    enum class state : std::uint8_t {
        preamble,
        behind_boundary,
        padding, // white space behind a boundary
        line_feed,
        last_dash, // of the last boundary
        head,
        data,
        end, // behind the last boundary, of which has not been told
        last_padding,
        last_line_feed,
        epilogue,
        refused,
    };

    [[nodiscard]] multipart_event step(std::string_view& piece);
    [[nodiscard]] multipart_event scan(std::string_view& piece);
    [[nodiscard]] std::size_t find_delimiter(std::string_view piece) const noexcept;
    [[nodiscard]] bool is_other_boundary(char next) const noexcept;
    [[nodiscard]] std::size_t find_other_boundary(std::string_view piece) noexcept;
    [[nodiscard]] multipart_event take_line(char c) noexcept;
    [[nodiscard]] multipart_event take_head(std::string_view& piece);
    [[nodiscard]] multipart_event ends_part(state next) noexcept;
    multipart_event refuse(form_refusal) noexcept;

    form_limits limits_;
    std::string delimiter_;   // CRLF, two hyphens and the boundary
    std::size_t matched_ = 2; // how much of the delimiter has come; at the start a CRLF is taken as read
    std::size_t unread_ = 2;  // how much of that has only been taken as read
    std::size_t other_ = 0;   // how much has come of a CR or LF, two hyphens and the boundary
    std::size_t parts_ = 0;
    std::string head_;
    part_head part_;
    std::string_view data_;
    form_refusal refusal_;
    state state_ = state::preamble;
    bool in_part_ = false;
};

} // namespace plait::http::detail
