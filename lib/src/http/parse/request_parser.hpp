#pragma once

#include "http/parse/beast_parser.hpp"
#include "http/parse/chunk_reader.hpp"
#include "http/parse/known_authority.hpp"
#include "http/parse/parse_progress.hpp"
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/request.hpp>
#include <plait/http/status.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Fills a request from bytes. Beast's parser does the work: `beast_parser` says which. This class takes what Beast finds,
/// and keeps it as views into the buffer; Beast's own class would keep a list of allocated fields.
///
/// This class also refuses messages that Beast lets pass, if another server in front of this one could read them in
/// another way (RFC 9112). So every message that is let through has one reading. A message that no further bytes can
/// make right is refused at once. The answer does not depend on the pieces in which the message comes.
///
/// Each time more of a head has come, a new parser parses it from its start. Heads nearly always come whole, so this
/// costs little. And no view can be left over from a buffer that has moved since.
class request_parser final : private beast_parser {
public:
    using progress = parse_progress;

    /// The limits and `host` must outlive the parser. `host` remembers the Host of the last request.
    request_parser(request& to, const parse_limits& limits, known_authority& host) noexcept;
    request_parser(request& to, const parse_limits&& limits, known_authority& host) = delete;

    /// Parses a head at the start of `bytes`. When the result is `done`, the head takes up `head_size` bytes, and the
    /// request is filled.
    [[nodiscard]] progress parse_head(std::string_view bytes);
    [[nodiscard]] std::size_t head_size() const noexcept { return head_size_; }

    [[nodiscard]] bool has_chunked_body() const noexcept { return codings_ > 0; }
    [[nodiscard]] std::size_t content_length() const noexcept { return length_; } // 0 if there is no body
    [[nodiscard]] bool keeps_alive() const noexcept { return keeps_alive_; }
    void closes() noexcept { keeps_alive_ = false; } // the answer must be the last one
    [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }

    /// Sets the limit of the body, for a route that has its own. It is called between head and body. The result is
    /// `refused` if the head announces a longer body.
    [[nodiscard]] progress limit_body(std::size_t bytes) noexcept;

    /// Parses more of a chunked body, and appends it to the request's body. `consumed` is how many bytes were read.
    [[nodiscard]] progress parse_chunks(std::string_view bytes, std::size_t& consumed);

    /// The status to answer with after `refused`.
    [[nodiscard]] http::status refusal() const noexcept { return refusal_; }

    // Only the parser and the connection set these parts of a request.
    static std::string& body_storage(request& of) noexcept { return of.body_storage_; }
    static void set_body(request& of, std::string_view body) noexcept { of.body_ = body; }
    static void has_reader(request& of, bool given) noexcept { of.has_reader_ = given; }
    [[nodiscard]] static bool has_reader(const request& of) noexcept { return of.has_reader_; }
    /// Forgets all that the last request has set.
    static void clear(request& of) noexcept;
    /// The same, but for the method and the version, on which the form of an answer depends.
    static void forget_texts(request& of) noexcept;
    /// Frees the memory of a large body; that of a small one is kept for the next.
    static void release_body(request& of) noexcept;

private:
    void on_request_impl(
        boost::beast::http::verb, text method, text target, int version, error_code&) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, text name, text value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(text body, error_code&) override { return body.size(); } // Beast gets no body
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override { return body.size(); }
    void on_finish_impl(error_code&) override {}

    [[nodiscard]] std::size_t scan(std::string_view bytes, error_code&); // Beast's `put`
    [[nodiscard]] progress refuse(http::status) noexcept;
    [[nodiscard]] progress go_on(error_code);
    [[nodiscard]] bool take_line(http::method, std::string_view target, bool http_1_0) noexcept;
    [[nodiscard]] progress take_later_version();
    [[nodiscard]] progress judge_field(std::string_view rest, error_code);
    [[nodiscard]] bool is_known_wrong(std::string_view line);
    [[nodiscard]] bool take_length(std::string_view value) noexcept;
    [[nodiscard]] progress finish_unusual();

    request& to_;
    const parse_limits& limits_;
    known_authority& known_host_;
    std::optional<chunk_reader> chunks_; // reads the body if it is chunked
    std::string_view bytes_;             // the bytes that are being parsed
    std::string_view authority_;         // the authority of the target, if that is a whole URL
    std::string_view coding_;            // the value of Transfer-Encoding
    std::size_t head_size_ = 0;
    std::size_t length_ = 0;
    unsigned hosts_ = 0;
    unsigned lengths_ = 0;
    unsigned codings_ = 0;
    http::status refusal_ = status{};
    bool line_done_ = false;
    bool closes_ = false;
    bool asks_to_stay_ = false; // an HTTP/1.0 request has "keep-alive"
    bool keeps_alive_ = false;
    bool expects_continue_ = false;
    bool unknown_expectation_ = false;
    bool is_https_ = false; // the target begins with "https:"
    bool unusual_ = false;  // the request has something that few have, and that is checked at the end of the head
};

} // namespace plait::http::detail
