#pragma once

#include "http/parse/chunk_reader.hpp"
#include "http/parse/known_authority.hpp"
#include "http/parse/parse_progress.hpp"
#include <plait/http/detail/parse_limits.hpp>
#include <plait/http/request.hpp>
#include <plait/http/status.hpp>

#include <boost/beast/http/basic_parser.hpp>

#include <optional>
#include <string_view>

namespace plait::http::detail {

/// Fills a request from bytes. Beast's parser does the work; this is where it puts what it finds: views into the
/// buffer, instead of a list of allocated fields. It also refuses what Beast lets pass and another server in front of
/// this one could read in another way (RFC 9112): there is one reading of every message that is let through. What no
/// continuation can make right is refused at once, and the answer is the same wherever the pieces end that it came in.
///
/// A head is parsed from its start each time more of it has come, by a parser made afresh: heads come whole nearly
/// always, and so no view is left over from a buffer that has moved since.
class request_parser final : private boost::beast::http::basic_parser<true> {
public:
    using progress = parse_progress;

    /// The limits must outlive it, and so must what remembers the last request's Host.
    request_parser(request& to, const parse_limits& limits, known_authority& host) noexcept;
    request_parser(request& to, const parse_limits&& limits, known_authority& host) = delete;

    /// Parses a head at the start of `bytes`. `done`: it takes up `head_size` of them, and the request is filled.
    [[nodiscard]] progress parse_head(std::string_view bytes);
    [[nodiscard]] std::size_t head_size() const noexcept { return head_size_; }

    [[nodiscard]] bool has_chunked_body() const noexcept { return codings_ > 0; }
    [[nodiscard]] std::size_t content_length() const { return length_; } // 0: no body
    [[nodiscard]] bool keeps_alive() const noexcept { return keeps_alive_; }
    [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }

    /// Between head and body, for a route with a limit of its own: `refused` if the body is announced to be longer.
    [[nodiscard]] progress limit_body(std::size_t bytes) noexcept;

    /// Parses more of a chunked body, appending what it holds to the request's. `consumed` of the bytes are done with.
    [[nodiscard]] progress parse_chunks(std::string_view bytes, std::size_t& consumed);

    /// What to answer after `refused`.
    [[nodiscard]] http::status refusal() const noexcept { return refusal_; }

    // The request's parts that only its parser and its connection set.
    static std::string& body_storage(request& of) noexcept { return of.body_storage_; }
    static void set_body(request& of, std::string_view body) noexcept { of.body_ = body; }
    /// Gives the memory of a large body back.
    static void release_body(request& of) noexcept;

private:
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

    void on_request_impl(
        boost::beast::http::verb, text method, text target, int version, error_code&) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, text name, text value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(text body, error_code&) override { return body.size(); } // bodies are not given to Beast
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
    [[nodiscard]] progress finish_unusual();
    [[nodiscard]] http::status status_for_coding(std::string_view value) const;

    request& to_;
    const parse_limits& limits_;
    known_authority& known_host_;
    std::optional<chunk_reader> chunks_; // of a body that is chunked
    std::string_view bytes_;     // that are being parsed
    std::string_view authority_; // of the target
    std::string_view coding_;
    std::size_t head_size_ = 0;
    std::size_t length_ = 0;
    unsigned hosts_ = 0;
    unsigned lengths_ = 0;
    unsigned codings_ = 0;
    http::status refusal_ = status{}; // until something is refused
    bool line_done_ = false;
    bool closes_ = false;
    bool asks_to_stay_ = false; // with "keep-alive", in HTTP/1.0
    bool keeps_alive_ = false;
    bool expects_continue_ = false;
    bool unknown_expectation_ = false;
    bool is_https_ = false; // the target
    bool unusual_ = false;  // it has what most requests do not have, and that is checked at the end of the head
};

} // namespace plait::http::detail
