// Also compiles Beast once (BOOST_BEAST_SEPARATE_COMPILATION): here, so that its parser is inlined.
#include <boost/beast/src.hpp>

#include <plait/http/detail/request_parser.hpp>

#include <plait/http/detail/field_name.hpp>
#include <plait/http/detail/target.hpp>

#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <functional>

namespace plait::http::detail {

namespace beast = boost::beast::http;

namespace {

constexpr std::size_t longest_method = 32;

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

bool all_digits(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the field's value was folded over lines. Beast takes such a value apart from the bytes and joins its lines, or,
/// if all but the last are empty, lets it begin behind them.
bool is_folded(std::string_view name, std::string_view value, std::string_view bytes) noexcept
{
    const char* const colon = name.data() + name.size();
    if (value.data() == colon + 2) // nearly always
        return false;
    const char* const end = bytes.data() + bytes.size();
    if (std::less<>()(value.data(), colon) || std::greater<>()(value.data(), end))
        return true;
    const std::string_view before(colon, static_cast<std::size_t>(value.data() - colon));
    return before.find('\r') != std::string_view::npos;
}

/// Whether the request line that begins there is one, but of a version that is not served.
bool has_other_version(std::string_view head) noexcept
{
    constexpr std::string_view form = "HTTP/1.1";

    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos)
        return false;
    const std::string_view line = head.substr(0, end);
    const std::string_view version = line.substr(std::min(line.find(' ', line.find(' ') + 1), line.size() - 1) + 1);
    return std::ranges::equal(version, form, [](char given, char wanted) {
        return wanted == '1' ? given >= '0' && given <= '9' : given == wanted;
    });
}

} // namespace

request_parser::request_parser(request& to, const parse_limits& limits, known_authority& host) noexcept
    : to_(to), limits_(limits), known_host_(host)
{
    header_limit(static_cast<std::uint32_t>(limits.head));
    basic_parser::body_limit(limits.body);
    to_.clear();
}

// Flattened: Beast's parser in one piece, together with what it calls here, takes a third less than its functions one by one.
[[gnu::flatten]] std::size_t request_parser::scan(std::string_view bytes, error_code& failed)
{
    return put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
}

request_parser::progress request_parser::parse_head(std::string_view bytes)
{
    bytes_ = bytes;
    error_code failed;
    head_size_ = scan(bytes, failed);
    if (failed)
        return head_ended_early(failed);
    if (head_size_ > limits_.head) // Beast counts the line and the fields apart
        return refuse(status::request_header_fields_too_large);
    head_done_ = true;
    keeps_alive_ = !closes_ && keep_alive();
    if (hosts_ == 1 && !unusual_)
        return progress::done;
    return finish_unusual();
}

request_parser::progress request_parser::head_ended_early(error_code failed)
{
    const bool too_long = failed == beast::error::header_limit
                          || (failed == beast::error::need_more && bytes_.size() >= limits_.head);
    if (failed != beast::error::need_more && !too_long) {
        if (failed == beast::error::bad_version && has_other_version(bytes_))
            return refuse(status::http_version_not_supported);
        return refuse(failed);
    }
    if (line_done_)
        return too_long ? refuse(status::request_header_fields_too_large) : progress::more;

    const std::string_view method = bytes_.substr(0, bytes_.find(' '));
    if (method.size() > longest_method)
        return refuse(status::not_implemented);
    const std::size_t method_end = std::min(method.size() + 1, bytes_.size());
    const std::string_view target = bytes_.substr(method_end, bytes_.find(' ', method_end) - method_end);
    return too_long || target.size() > limits_.target ? refuse(status::uri_too_long) : progress::more;
}

/// What Beast leaves to its caller, in full: one Host and only one (RFC 9112 section 3.2); one length, of digits alone, or
/// one coding, which is chunked, and never both (6.1 to 6.3); no coding in HTTP/1.0, where others do not know it (6.1).
request_parser::progress request_parser::finish_unusual()
{
    if (hosts_ > 1 || (hosts_ == 0 && !to_.http_1_0_) || lengths_ > 1)
        return refuse(status::bad_request);
    if (codings_ > 0) {
        if (codings_ > 1 || lengths_ > 0 || to_.http_1_0_)
            return refuse(status::bad_request);
        if (!same_name(coding_, "chunked"))
            return refuse(status_for_coding(coding_));
    }
    if (unknown_expectation_)
        return refuse(status::expectation_failed);

    if (!authority_.empty()) {
        const auto host = std::ranges::find_if(to_.fields_, [](const field& each) { return same_name(each.name, "Host"); });
        if (host != to_.fields_.end())
            host->value = authority_;
        else
            to_.fields_.push_back({"Host", authority_});
    }
    if (const auto length = basic_parser::content_length())
        length_ = static_cast<std::size_t>(*length);
    return progress::done;
}

/// The answer to a coding that is not "chunked". 501 is for one that is well-formed, but not known: the end of its body is
/// found if it ends with chunks, and asks nothing if it stands alone.
http::status request_parser::status_for_coding(std::string_view value) const
{
    const std::size_t comma = value.rfind(',');
    const bool alone = comma == std::string_view::npos;
    const std::string_view others = alone ? value : value.substr(0, comma);
    const beast::opt_token_list list(text(others.data(), others.size()));
    const bool well_formed = list.begin() != list.end() && beast::validate_list(list);
    const bool known = std::any_of(list.begin(), list.end(), [](text each) { return same_name(view(each), "chunked"); });
    return well_formed && !known && (alone || chunked()) ? status::not_implemented : status::bad_request;
}

request_parser::progress request_parser::limit_body(std::size_t bytes) noexcept
{
    basic_parser::body_limit(bytes);
    return length_ > bytes ? refuse(status::payload_too_large) : progress::done;
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

request_parser::progress request_parser::refuse(error_code why) noexcept
{
    if (refusal_ != status{}) // said where it was found
        return progress::refused;
    return refuse(why == beast::error::body_limit ? status::payload_too_large : status::bad_request);
}

void request_parser::on_request_impl(beast::verb verb, text method, text target, int version, error_code& failed)
{
    line_done_ = true;
    to_.method_ = from(verb);
    to_.target_ = view(target);
    to_.http_1_0_ = version == 10;
    target_parts parts;
    if (target.size() > limits_.target || method.size() > longest_method
        || !split_target(to_.method_, to_.target_, parts)) [[unlikely]] {
        refusal_ = target.size() > limits_.target     ? status::uri_too_long
                   : method.size() > longest_method ? status::not_implemented
                                                    : status::bad_request;
        failed = beast::error::bad_target;
        return;
    }
    to_.path_ = parts.path;
    to_.query_ = parts.query;
    authority_ = parts.authority;
    unusual_ = to_.http_1_0_ || !authority_.empty();
}

void request_parser::on_field_impl(beast::field name, text name_text, text value_text, error_code& failed)
{
    const std::string_view value = view(value_text);
    if (is_folded(view(name_text), value, bytes_)) { // RFC 9112 section 5.2 lets a server refuse that
        failed = beast::error::bad_obs_fold;
        return;
    }
    if (head_done_)
        return; // a trailer: nobody asks for them
    if (to_.fields_.size() >= limits_.fields) {
        refusal_ = status::request_header_fields_too_large;
        failed = beast::error::header_limit;
        return;
    }

    switch (name) {
    case beast::field::host:
        ++hosts_;
        if (!known_host_.is_authority(value))
            failed = beast::error::bad_value;
        break;
    case beast::field::content_length:
        ++lengths_;
        unusual_ = true;
        if (!all_digits(value)) // Beast takes a list of equal lengths
            failed = beast::error::bad_content_length;
        break;
    case beast::field::transfer_encoding:
        ++codings_;
        unusual_ = true;
        coding_ = value;
        break;
    case beast::field::expect:
        if (to_.http_1_0_) // RFC 9110 section 10.1.1
            break;
        unusual_ = true;
        expects_continue_ = same_name(value, "100-continue");
        unknown_expectation_ = unknown_expectation_ || !expects_continue_;
        break;
    case beast::field::connection:
        // RFC 9112 section 9.3: "close" wins, also over a keep-alive of HTTP/1.0.
        closes_ = closes_ || (to_.http_1_0_ && beast::token_list(value_text).exists("close"));
        break;
    default:
        break;
    }
    to_.fields_.push_back({view(name_text), value});
}

std::size_t request_parser::on_body_impl(text body, error_code&)
{
    return body.size(); // never called: the connection reads a body of known length itself
}

} // namespace plait::http::detail
