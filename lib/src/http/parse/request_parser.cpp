// This file also compiles Beast, once for the whole library (BOOST_BEAST_SEPARATE_COMPILATION). It does so here, so
// that Beast's parser is inlined.
#include <boost/beast/src.hpp>

#include "http/parse/request_parser.hpp"

#include "http/parse/added_fields.hpp"
#include "http/parse/field_name.hpp"
#include "http/parse/request_line.hpp"
#include "http/parse/target.hpp"
#include <plait/http/detail/token.hpp>
#include <plait/http/trusted_proxies.hpp>

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>

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

/// Whether the field's value was folded over several lines. Beast joins the lines of such a value in a buffer of its
/// own, outside of the bytes. But if all lines except the last are empty, Beast's value is a view of the last one.
bool is_folded(std::string_view name, std::string_view value, std::string_view bytes) noexcept
{
    const char* const colon = name.data() + name.size();
    if (value.data() == colon + 2) // one space follows the colon, as it does nearly always
        return false;
    const char* const end = bytes.data() + bytes.size();
    if (std::less<>()(value.data(), colon) || std::greater<>()(value.data(), end))
        return true;
    const std::string_view before(colon, static_cast<std::size_t>(value.data() - colon));
    return before.find('\r') != std::string_view::npos;
}

/// The answer to a coding that is not "chunked". It is 501 for a coding that is well-formed, but not known, if it
/// stands alone or if chunks follow it; any other value is answered 400.
http::status status_for_coding(std::string_view value) noexcept
{
    const std::size_t comma = value.rfind(',');
    const bool alone = comma == std::string_view::npos;
    bool some = false;
    bool right = alone || same_name(trimmed(value.substr(comma + 1)), "chunked");
    for_each_element(value.substr(0, comma), [&](std::string_view coding) {
        some = true;
        right = right && is_token(coding) && !same_name(coding, "chunked");
    });
    return some && right ? status::not_implemented : status::bad_request;
}

} // namespace

request_parser::request_parser(request& to, const parse_limits& limits, known_authority& host) noexcept
    : to_(to), limits_(limits), known_host_(host)
{
    clear(to);
}

// This function is flattened: Beast's parser and the functions that it calls here become one piece of code. That takes
// a third fewer instructions than separate functions.
[[gnu::flatten]] std::size_t request_parser::scan(std::string_view bytes, error_code& failed)
{
    return put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
}

request_parser::progress request_parser::parse_head(std::string_view bytes)
{
    bytes_ = bytes.substr(0, limits_.head);
    error_code failed;
    head_size_ = scan(bytes_, failed);
    if (failed)
        if (const progress made = go_on(failed); made != progress::done)
            return made;
    keeps_alive_ = !(closes_ || (to_.http_1_0_ && !asks_to_stay_));
    if (hosts_ == 1 && !unusual_)
        return progress::done;
    return finish_unusual();
}

/// Checks at the end of a head what Beast leaves to its caller: that there is one Host (RFC 9112 section 3.2), and that
/// the only coding is chunked (sections 6.1 to 6.3).
request_parser::progress request_parser::finish_unusual()
{
    if (length_ > limits_.body)
        return refuse(status::payload_too_large);
    if (hosts_ == 0 && !to_.http_1_0_)
        return refuse(status::bad_request);
    if (codings_ > 0 && !same_name(coding_, "chunked"))
        return refuse(status_for_coding(coding_));
    if (unknown_expectation_)
        return refuse(status::expectation_failed);
    // This server decrypts nothing, so a trusted proxy must have done it (RFC 9110 section 7.4).
    if (is_https_ && !(to_.trusted_ && to_.trusted_->contains(to_.peer_)))
        return refuse(status::misdirected_request);

    if (!authority_.empty()) {
        const auto host = std::ranges::find_if(to_.fields_, [](const field& each) { return same_name(each.name, "Host"); });
        if (host != to_.fields_.end())
            host->value = authority_;
        else
            to_.fields_.push_back({"Host", authority_});
    }
    return progress::done;
}

request_parser::progress request_parser::limit_body(std::size_t bytes) noexcept
{
    if (has_chunked_body())
        chunks_.emplace(limits_).body_limit(bytes);
    return length_ > bytes ? refuse(status::payload_too_large) : progress::done;
}

void request_parser::clear(request& of) noexcept
{
    forget_texts(of);
    of.method_ = http::method::unknown;
    of.http_1_0_ = false;
}

void request_parser::forget_texts(request& of) noexcept
{
    of.target_ = of.path_ = of.query_ = of.body_ = {};
    of.fields_.clear();
    of.parameter_count_ = 0;
    of.has_reader_ = false;
    of.route_ = nullptr;
    of.upgrade_.reset();
    if (of.on_answer_) [[unlikely]]
        of.on_answer_ = owned<added_fields>(nullptr);
    of.body_storage_.clear();
}

void request_parser::release_body(request& of) noexcept
{
    constexpr std::size_t kept = 4 * 1024;
    if (of.body_storage_.capacity() <= kept)
        return;
    of.body_ = {};
    std::string().swap(of.body_storage_);
}

request_parser::progress request_parser::refuse(http::status why) noexcept
{
    refusal_ = why;
    return progress::refused;
}

bool request_parser::take_line(http::method method, std::string_view target, bool http_1_0) noexcept
{
    target_parts parts;
    if (target.size() > limits_.target || !split_target(method, target, parts)) [[unlikely]]
        return false;
    line_done_ = true;
    to_.method_ = method;
    to_.target_ = target;
    to_.http_1_0_ = http_1_0;
    to_.path_ = parts.path;
    to_.query_ = parts.query;
    authority_ = parts.authority;
    is_https_ = parts.is_https;
    unusual_ = http_1_0 || !authority_.empty();
    return true;
}

void request_parser::on_request_impl(beast::verb verb, text method, text target, int version, error_code& failed)
{
    if (line_done_) [[unlikely]]
        return;
    if (method.size() > longest_method || !take_line(from(verb), view(target), version == 10))
        failed = beast::error::bad_target; // `judge_line` says why
}

void request_parser::on_field_impl(beast::field name, text name_text, text value_text, error_code& failed)
{
    const std::string_view value = view(value_text);
    if (to_.fields_.size() >= limits_.fields) {
        failed = beast::error::header_limit;
        return;
    }
    if (is_folded(view(name_text), value, bytes_)) { // RFC 9112 section 5.2 lets a server refuse that
        failed = beast::error::bad_obs_fold;
        return;
    }

    switch (name) {
    case beast::field::host: // there must be one only, with a host in it (RFC 9112 section 3.2)
        if (++hosts_ > 1 || !known_host_.is_authority(value)) {
            failed = beast::error::bad_field;
            return;
        }
        break;
    case beast::field::content_length: // there must be one only, no coding beside it, and no list in it (6.3)
        unusual_ = true;
        if (++lengths_ > 1 || codings_ > 0 || !take_length(value)) {
            failed = beast::error::bad_content_length;
            return;
        }
        break;
    case beast::field::transfer_encoding:
        // There must be one only, no length beside it, and none in HTTP/1.0, where other servers do not know it (6.1).
        unusual_ = true;
        if (++codings_ > 1 || lengths_ > 0 || to_.http_1_0_) {
            failed = beast::error::bad_transfer_encoding;
            return;
        }
        coding_ = value;
        break;
    case beast::field::expect:
        if (to_.http_1_0_) // the field is ignored in HTTP/1.0 (RFC 9110 section 10.1.1)
            break;
        unusual_ = true;
        for_each_element(value, [&](std::string_view expectation) {
            const bool is_known = same_name(expectation, "100-continue");
            expects_continue_ = expects_continue_ || is_known;
            unknown_expectation_ = unknown_expectation_ || !is_known;
        });
        break;
    case beast::field::connection: // "close" wins (RFC 9112 section 9.3); Beast gives Proxy-Connection this name, too
        for_each_element(value, [&](std::string_view option) {
            closes_ = closes_ || same_name(option, "close");
            asks_to_stay_ = asks_to_stay_ || (to_.http_1_0_ && same_name(option, "keep-alive"));
        });
        break;
    default:
        break;
    }
    to_.fields_.push_back({view(name_text), value});
}

/// Takes the length of a body, which is a number without a sign. A length that no memory could hold counts as the
/// largest one.
bool request_parser::take_length(std::string_view value) noexcept
{
    std::uint64_t length = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), length);
    length_ = static_cast<std::size_t>(std::min<std::uint64_t>(length, std::numeric_limits<std::size_t>::max()));
    return failed == std::errc() && end == value.data() + value.size();
}

request_parser::progress request_parser::parse_chunks(std::string_view bytes, std::size_t& consumed)
{
    if (!chunks_)
        chunks_.emplace(limits_);
    const progress made = chunks_->read(bytes, consumed, to_.body_storage_);
    if (made == progress::refused)
        return refuse(chunks_->refusal());
    if (made == progress::done)
        set_body(to_, to_.body_storage_);
    return made;
}

} // namespace plait::http::detail
