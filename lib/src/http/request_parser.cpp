#include <plait/http/detail/request_parser.hpp>

#include <plait/http/detail/field_name.hpp>

#include <functional>

namespace plait::http::detail {

namespace beast = boost::beast::http;

namespace {

method from(beast::verb verb) noexcept
{
    switch (verb) {
    case beast::verb::get:
        return method::get;
    case beast::verb::head:
        return method::head;
    case beast::verb::post:
        return method::post;
    case beast::verb::put:
        return method::put;
    case beast::verb::delete_:
        return method::delete_;
    case beast::verb::connect:
        return method::connect;
    case beast::verb::options:
        return method::options;
    case beast::verb::trace:
        return method::trace;
    case beast::verb::patch:
        return method::patch;
    default:
        return method::unknown;
    }
}

std::string_view view(boost::beast::string_view text) noexcept
{
    return {text.data(), text.size()};
}

} // namespace

request_parser::request_parser(request& to, std::size_t head_limit, std::size_t body_limit) noexcept : to_(to)
{
    header_limit(static_cast<std::uint32_t>(head_limit));
    basic_parser::body_limit(body_limit);
    to_.clear();
}

request_parser::progress request_parser::parse_head(std::string_view bytes)
{
    bytes_ = bytes;
    error_code failed;
    head_size_ = put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
    if (failed == beast::error::need_more)
        return progress::more;
    if (failed)
        return refuse(failed);

    // What Beast leaves to its caller: one Host in HTTP/1.1 (RFC 9112 section 3.2), no transfer coding but chunked
    // (6.1) and none at all in HTTP/1.0 (6.1).
    if (unknown_coding_) {
        refusal_ = status::not_implemented;
        return progress::refused;
    }
    if (hosts_ > 1 || (hosts_ == 0 && !to_.http_1_0_) || (chunked() && to_.http_1_0_))
        return progress::refused;
    head_done_ = true;
    if (const auto length = basic_parser::content_length())
        length_ = static_cast<std::size_t>(*length);
    return progress::done;
}

request_parser::progress request_parser::parse_chunks(std::string_view bytes, std::size_t& consumed)
{
    // Beast 1.81 asserts, when it has seen the start of the last chunk, that 5 bytes have come (basic_parser.ipp:702).
    // Nothing is lost by waiting for them: that chunk, "0\r\n\r\n", is what every body ends with.
    constexpr std::size_t shortest = 5;

    consumed = 0;
    while (!is_done()) {
        const std::string_view rest = bytes.substr(consumed);
        if (rest.size() < shortest)
            return progress::more;
        error_code failed;
        consumed += put(boost::asio::const_buffer(rest.data(), rest.size()), failed);
        if (failed == beast::error::need_more)
            return progress::more;
        if (failed)
            return refuse(failed);
    }
    set_body(to_, to_.body_storage_);
    return progress::done;
}

void request_parser::release_body(request& of) noexcept
{
    constexpr std::size_t kept = 4 * 1024;
    if (of.body_storage_.capacity() <= kept)
        return;
    of.body_ = {};
    std::string().swap(of.body_storage_);
}

request_parser::progress request_parser::refuse(error_code why) noexcept
{
    if (why == beast::error::header_limit || why == beast::error::buffer_overflow)
        refusal_ = status::request_header_fields_too_large;
    else if (why == beast::error::body_limit)
        refusal_ = status::payload_too_large;
    else
        refusal_ = status::bad_request;
    return progress::refused;
}

void request_parser::on_request_impl(beast::verb verb, text, text target, int version, error_code&)
{
    to_.method_ = from(verb);
    to_.http_1_0_ = version == 10;
    to_.set_target(view(target));
}

void request_parser::on_field_impl(beast::field name, text name_text, text value, error_code& failed)
{
    if (head_done_)
        return; // a trailer: nobody asks for them
    const bool in_buffer = value.empty()
                           || (std::greater_equal<>()(value.data(), bytes_.data())
                               && std::less<>()(value.data(), bytes_.data() + bytes_.size()));
    if (!in_buffer) { // folded over lines; RFC 9112 section 5.2 lets a server refuse that
        failed = beast::error::bad_obs_fold;
        return;
    }
    if (name == beast::field::host)
        ++hosts_;
    else if (name == beast::field::transfer_encoding)
        unknown_coding_ = unknown_coding_ || !same_name(view(value), "chunked");
    else if (name == beast::field::expect)
        expects_continue_ = same_name(view(value), "100-continue");
    to_.fields_.push_back({view(name_text), view(value)});
}

void request_parser::on_header_impl(error_code&) {}

std::size_t request_parser::on_body_impl(text body, error_code&)
{
    return body.size(); // never called: the connection reads a body of known length itself
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, text body, error_code&)
{
    to_.body_storage_.append(body.data(), body.size());
    return body.size();
}

} // namespace plait::http::detail
