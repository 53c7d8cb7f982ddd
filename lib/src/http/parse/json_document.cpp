#include "http/parse/json_document.hpp"

#include <plait/http/http_error.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace plait::http::detail {

namespace json = boost::json;
using boost::system::error_code;

namespace {

/// What Boost.JSON's parser calls while it reads: makes the list of values.
class node_list {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    node_list(std::string_view text, std::vector<json_node>& nodes, std::string& unescaped)
        : text_(text), nodes_(nodes), unescaped_(unescaped)
    {
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return begin(json_token::object); }
    bool on_object_end(std::size_t count, error_code&) { return end(count); }
    bool on_array_begin(error_code&) { return begin(json_token::array); }
    bool on_array_end(std::size_t count, error_code&) { return end(count); }
    bool on_key_part(json::string_view part, std::size_t, error_code&) { return keep(part); }
    bool on_key(json::string_view last, std::size_t size, error_code&) { return add_string(last, size); }
    bool on_string_part(json::string_view part, std::size_t, error_code&) { return keep(part); }
    bool on_string(json::string_view last, std::size_t size, error_code&) { return add_string(last, size); }
    bool on_number_part(json::string_view, error_code&) { return true; } // never called for a text in one piece
    bool on_int64(std::int64_t, json::string_view text, error_code&) { return add_number(text); }
    bool on_uint64(std::uint64_t, json::string_view text, error_code&) { return add_number(text); }
    bool on_double(double, json::string_view text, error_code&) { return add_number(text); }
    bool on_bool(bool value, error_code&)
    {
        return add(value ? json_token::true_value : json_token::false_value, nullptr, 0);
    }
    bool on_null(error_code&) { return add(json_token::null, nullptr, 0); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

private:
    bool add(json_token token, const char* begin, std::size_t size)
    {
        json_node& node = nodes_.emplace_back();
        node.begin = begin;
        node.size = static_cast<std::uint32_t>(size);
        node.next = nodes_.size() & json_document::most_bytes;
        node.token = token;
        return true;
    }
    bool add_number(json::string_view text) { return add(json_token::number, text.data(), text.size()); }

    bool begin(json_token token)
    {
        const std::size_t outer = innermost_;
        innermost_ = nodes_.size();
        add(token, nullptr, 0);
        nodes_.back().next = outer & json_document::most_bytes; // until the end is known
        return true;
    }

    bool end(std::size_t count)
    {
        json_node& node = nodes_[innermost_];
        innermost_ = node.next;
        node.size = static_cast<std::uint32_t>(count);
        node.next = nodes_.size() & json_document::most_bytes;
        return true;
    }

    // A string with escapes comes in parts.
    bool keep(json::string_view part)
    {
        if (unescaped_.capacity() < text_.size())
            unescaped_.reserve(text_.size()); // all strings together are no longer than the text
        unescaped_.append(part.data(), part.size());
        return true;
    }

    bool add_string(json::string_view last, std::size_t size)
    {
        const bool is_in_text =
            last.size() == size && last.data() >= text_.data() && last.data() <= text_.data() + text_.size();
        if (is_in_text)
            return add(json_token::string, last.data(), size);
        keep(last);
        return add(json_token::string, unescaped_.data() + unescaped_.size() - size, size);
    }

    std::string_view text_;
    std::vector<json_node>& nodes_;
    std::string& unescaped_;
    std::size_t innermost_ = 0; // the array or object that has no end yet
};

std::string place_of(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_begin = before.rfind('\n') + 1;                      // 0 in the first line
    const auto is_first_byte = [](char byte) { return (byte & 0xC0) != 0x80; }; // of a character
    return "line " + std::to_string(std::ranges::count(before, '\n') + 1) + ", column "
           + std::to_string(std::ranges::count_if(before.substr(line_begin), is_first_byte) + 1);
}

std::string what_is_wrong(std::string_view text, std::size_t offset, const error_code& why, std::size_t depth)
{
    if (why == json::error::too_deep)
        return "more than " + std::to_string(depth) + " arrays and objects inside each other";
    if (why == json::error::incomplete || offset >= text.size())
        return text.find_first_not_of(" \t\r\n") == std::string_view::npos ? "the body is empty"
                                                                           : "the text ends too early";
    if (why == json::error::extra_data)
        return "the value has ended, but the text goes on";
    const char there = text[offset];
    if (why != json::error::syntax || there <= ' ' || there > '~')
        return there & 0x80 ? "no UTF-8, or a character outside a string" : why.message();
    return "unexpected " + std::string(1, there);
}

} // namespace

json_document::json_document(std::string_view text, std::size_t depth)
{
    if (text.size() > most_bytes)
        throw http_error(status::payload_too_large, "JSON of more than 256 MiB is not read");
    nodes_.reserve(16 + text.size() / 16); // most texts have fewer values
    json::parse_options options;
    options.max_depth = depth;
    json::basic_parser<node_list> parser(options, text, nodes_, unescaped_);
    error_code failed;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), failed);
    if (!failed && read == text.size())
        return;
    if (!failed)
        failed = json::error::extra_data;
    throw http_error(
        status::bad_request,
        "the JSON is malformed at " + place_of(text, read) + ": " + what_is_wrong(text, read, failed, depth));
}

} // namespace plait::http::detail
