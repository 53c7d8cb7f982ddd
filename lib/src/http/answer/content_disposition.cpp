#include "http/answer/content_disposition.hpp"

#include "http/answer/append_encoded.hpp"
#include "http/answer/utf8.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <stdexcept>

namespace plait::http::detail {

namespace {

[[noreturn]] void refuse(const char* why)
{
    throw std::invalid_argument(std::string("response: attachment: the name of the file ").append(why));
}

/// RFC 8187 section 3.2.1. Everything else is encoded.
bool is_attribute_char(char c) noexcept
{
    return is_token_char(c) && c != '*' && c != '\'' && c != '%';
}

} // namespace

std::string attachment_value(std::string_view file_name)
{
    if (file_name.empty())
        refuse("is empty");
    std::string plain;   // for old programs: _ stands for what they may read in another way
    std::string encoded; // UTF-8
    for (std::string_view rest = file_name; !rest.empty();) {
        const std::size_t size = character_size(rest);
        if (size == 0)
            refuse("is not UTF-8");
        const char first = rest.front();
        if (first == '/' || first == '\\')
            refuse("has a slash or a backslash, but a browser chooses the folder itself");
        if (is_control(first) || first == '\t')
            refuse("has a control character");
        // Some browsers decode a % here, and some do not know a backslash before a quote (RFC 6266 appendix D).
        plain += size > 1 || first == '"' || first == '%' ? '_' : first;
        for (const char each : rest.substr(0, size)) {
            if (is_attribute_char(each))
                encoded += each;
            else
                append_encoded(encoded, each);
        }
        rest.remove_prefix(size);
    }
    std::string value = "attachment; filename=\"" + plain + "\"";
    if (plain != file_name)
        value.append("; filename*=UTF-8''").append(encoded);
    return value;
}

} // namespace plait::http::detail
