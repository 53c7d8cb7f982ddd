#pragma once

#include <plait/http/request.hpp>
#include <plait/http/status.hpp>

#include <boost/beast/http/basic_parser.hpp>

#include <optional>
#include <string_view>

namespace plait::http::detail {

/// Fills a request from bytes. Beast's parser does the work; this is where it puts what it finds: views into the
/// buffer, instead of a list of allocated fields.
///
/// A head is parsed from its start each time more of it has come, by a parser made afresh: heads come whole nearly
/// always, and so no view is left over from a buffer that has moved since.
class request_parser final : private boost::beast::http::basic_parser<true> {
public:
    enum class progress { more, done, refused };

    request_parser(request& to, std::size_t head_limit, std::size_t body_limit) noexcept;

    /// Parses a head at the start of `bytes`. `done`: it takes up `head_size` of them, and the request is filled.
    [[nodiscard]] progress parse_head(std::string_view bytes);
    [[nodiscard]] std::size_t head_size() const noexcept { return head_size_; }

    [[nodiscard]] bool has_chunked_body() const { return chunked(); }
    [[nodiscard]] std::size_t content_length() const { return length_; } // 0: no body
    [[nodiscard]] bool keeps_alive() const { return keep_alive(); }
    [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }

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
    void on_header_impl(error_code&) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(text, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text, error_code&) override;
    void on_finish_impl(error_code&) override {}

    [[nodiscard]] progress refuse(error_code) noexcept;

    request& to_;
    std::string_view bytes_; // where a value that was folded over lines does not point to
    std::size_t head_size_ = 0;
    std::size_t length_ = 0;
    unsigned hosts_ = 0;
    bool head_done_ = false;
    bool expects_continue_ = false;
    bool unknown_coding_ = false;
    http::status refusal_ = status::bad_request;
};

} // namespace plait::http::detail
