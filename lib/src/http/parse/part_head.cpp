#include "http/parse/part_head.hpp"

#include "http/parse/field_name.hpp"
#include "http/parse/parameters.hpp"
#include "http/parse/percent.hpp"
#include <plait/http/detail/token.hpp>

#include <algorithm>
#include <utility>

namespace plait::http::detail {

namespace {

constexpr form_refusal fine{};

constexpr form_refusal malformed(const char* why) noexcept
{
    return {status::bad_request, why};
}

/// Browsers write a quote in a name as %22 (https://html.spec.whatwg.org/#multipart-form-data). They also write line
/// breaks as %0D%0A. Those stay as they are, as no name needs one, and a line break has done harm in many a log.
void decode_quotes(std::string& name)
{
    std::size_t to = 0;
    for (std::size_t at = 0; at < name.size(); ++to)
        if (name.compare(at, 3, "%22") == 0) {
            name[to] = '"';
            at += 3;
        } else {
            name[to] = name[at++];
        }
    name.resize(to);
}

/// Old browsers send the whole path of a file, and some programs may be made to write one that leads elsewhere.
void keep_last_part(std::string& path)
{
    if (const std::size_t slash = path.find_last_of("/\\"); slash != std::string::npos)
        path.erase(0, slash + 1);
}

/// Reads `UTF-8''K%C3%B6ln` (RFC 8187). A part must have no such file name (RFC 7578 section 4.2), but older versions of
/// common clients write one, and then no other.
bool read_extended(std::string_view value, std::string& to)
{
    const std::size_t first = value.find('\'');
    const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second == std::string_view::npos || !same_name(value.substr(0, first), "UTF-8"))
        return false;
    value.remove_prefix(second + 1);
    while (!value.empty()) {
        const bool encoded = value.front() == '%';
        const std::size_t before = value.size();
        to += take_decoded(value);
        if (encoded && before - value.size() == 1)
            return false;
    }
    return is_field_value(to);
}

/// Reads `form-data; name="photo"; filename="a.png"`.
form_refusal read_disposition(std::string_view value, part_head& to)
{
    const std::string_view kind = value.substr(0, value.find_first_of(" \t;"));
    if (!same_name(kind, "form-data"))
        return malformed("a part of the form has a Content-Disposition that is not form-data");
    std::string_view rest = value.substr(kind.size());
    bool has_name = false;
    bool has_file_name = false;
    bool has_extended = false;
    std::string extended;
    parameter each;
    for (;;) {
        const parameter_progress made = take_parameter(rest, each);
        if (made == parameter_progress::wrong)
            return malformed("a part of the form has a malformed Content-Disposition");
        if (made == parameter_progress::end)
            break;
        if (same_name(each.name, "name")) {
            if (std::exchange(has_name, true))
                return malformed("a part of the form has two names");
            to.name = value_of(each);
        } else if (same_name(each.name, "filename")) {
            if (std::exchange(has_file_name, true))
                return malformed("a part of the form has two file names");
            to.file_name = value_of(each);
        } else if (same_name(each.name, "filename*")) {
            if (std::exchange(has_extended, true))
                return malformed("a part of the form has two file names");
            if (!read_extended(each.value, extended))
                return malformed("a part of the form has a malformed filename*");
        }
    }
    if (!has_name)
        return malformed("a part of the form has no name");
    to.is_file = has_file_name || has_extended;
    if (!has_file_name)
        to.file_name = std::move(extended);
    decode_quotes(to.name);
    decode_quotes(to.file_name);
    keep_last_part(to.file_name);
    return fine;
}

bool is_identity(std::string_view coding) noexcept
{
    return same_name(coding, "binary") || same_name(coding, "8bit") || same_name(coding, "7bit");
}

} // namespace

form_refusal read_part_head(std::string_view lines, const form_limits& limits, part_head& to)
{
    to.name.clear();
    to.file_name.clear();
    to.content_type.clear();
    bool has_disposition = false;
    bool has_type = false;
    bool has_coding = false;
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find("\r\n"));
        lines.remove_prefix(std::min(line.size() + 2, lines.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || !is_field_value(line))
            return malformed("a part of the form has a malformed field");
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (same_name(name, "Content-Disposition")) {
            if (std::exchange(has_disposition, true))
                return malformed("a part of the form has two Content-Dispositions");
            if (const form_refusal wrong = read_disposition(value, to))
                return wrong;
        } else if (same_name(name, "Content-Type")) {
            if (std::exchange(has_type, true))
                return malformed("a part of the form has two Content-Types");
            to.content_type = value;
        } else if (same_name(name, "Content-Transfer-Encoding")) { // RFC 7578 section 4.7: senders should have none
            if (std::exchange(has_coding, true) || !is_identity(value))
                return malformed("a part of the form has a Content-Transfer-Encoding other than binary, 8bit and 7bit");
        }
    }
    if (!has_disposition)
        return malformed("a part of the form has no Content-Disposition");
    if (to.name.size() > limits.name() || to.file_name.size() > limits.name())
        return {status::payload_too_large, "a part of the form has too long a name"};
    return fine;
}

} // namespace plait::http::detail
