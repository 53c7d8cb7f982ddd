#include "http/file_answer.hpp"

#include "http/connection/date.hpp"
#include "http/file_parts.hpp"
#include "http/file_type.hpp"
#include "http/parse/conditional.hpp"
#include "http/parse/field_name.hpp"
#include <plait/http/http_error.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plait::http::detail {

namespace {

namespace errc = boost::system::errc;
using std::chrono::sys_seconds;

/// "17f2b3c4d5e6f708-1000", with "-br" behind it for that coding.
std::string tag_of(const platform::opened_file& of, std::string_view coding)
{
    char text[40];
    char* const end = text + sizeof text;
    char* at = std::to_chars(text, end, static_cast<std::uint64_t>(of.modified), 16).ptr;
    *at++ = '-';
    at = std::to_chars(at, end, of.size, 16).ptr;
    std::string tag(text, at);
    if (!coding.empty())
        tag.append("-").append(coding);
    return tag;
}

/// When a file was changed, as Last-Modified says it: not in the future (RFC 9110 section 8.8.2.1), and none before 1970.
std::optional<sys_seconds> date_of(const platform::opened_file& of) noexcept
{
    using namespace std::chrono;
    if (of.modified < 0)
        return std::nullopt;
    return sys_seconds(floor<seconds>(nanoseconds(std::min(of.modified, of.looked_at))));
}

void add_line(std::string& lines, std::string_view name, std::string_view value)
{
    lines.append(name).append(": ").append(value).append("\r\n");
}

/// The fields that are the same for the whole file, for a part of it, and for 304.
std::string lines_of(const validators& of, const file_account& about)
{
    constexpr std::size_t usual_size = 256;
    std::string lines;
    lines.reserve(usual_size);
    if (of.modified) {
        const date_text text = format_date(*of.modified);
        add_line(lines, "Last-Modified", {text.data(), text.size()});
    }
    add_line(lines, "ETag", of.etag);
    add_line(lines, "Accept-Ranges", "bytes");
    if (!about.cache_control.empty())
        add_line(lines, "Cache-Control", about.cache_control);
    if (about.varies)
        add_line(lines, "Vary", "Accept-Encoding");
    return lines;
}

/// Chooses the parts that the request asks for.
ranges_wanted ranges_of(const request& request, const validators& of, std::uint64_t size, std::vector<byte_range>& to)
{
    if (request.method() != method::get)
        return ranges_wanted::whole;
    const field* found = nullptr;
    for (const field& each : request.fields()) {
        if (!same_name(each.name, "Range"))
            continue;
        if (found) // nobody sends that
            return ranges_wanted::whole;
        found = &each;
    }
    if (!found || !range_counts(request.fields(), of))
        return ranges_wanted::whole;
    return parse_byte_ranges(found->value, size, to);
}

/// Reads all of a body that is small. Returns false if that cannot be done at once.
bool read_small(const file_body& from, platform::lookup how, std::string& to)
{
    to.reserve(static_cast<std::size_t>(from.size()));
    for (const file_body::part& each : from.parts) {
        to += each.before;
        const std::size_t begin = to.size();
        to.resize(begin + static_cast<std::size_t>(each.count));
        for (std::uint64_t done = 0; done < each.count;) {
            boost::system::error_code failed;
            char* const at = &to[begin + static_cast<std::size_t>(done)];
            const auto wanted = static_cast<std::size_t>(each.count - done);
            const auto read = how == platform::lookup::at_once ? &platform::read_cached : &platform::read_at;
            const std::size_t count = read(from.file.get(), each.first + done, at, wanted, failed);
            if (failed && how == platform::lookup::waits)
                throw boost::system::system_error(failed, "file");
            if (count == 0 && how == platform::lookup::waits) // it has become shorter in this moment
                throw http_error(status::service_unavailable);
            if (count == 0)
                return false;
            done += count;
        }
    }
    to += from.after;
    return true;
}

} // namespace

std::optional<response>
answer_with_file(platform::opened_file& opened, const file_account& about, const request& request, platform::lookup how)
{
    const std::string tag = tag_of(opened, about.coding);
    const std::string etag = '"' + tag + '"';
    const validators of{etag, date_of(opened)};
    std::string lines = lines_of(of, about);
    const bool reads = request.method() == method::get || request.method() == method::head;
    if (const precondition asked = reads ? evaluate(request.method(), request.fields(), of) : precondition::met;
        asked == precondition::failed) {
        throw http_error(status::precondition_failed);
    } else if (asked == precondition::not_modified) {
        response answer(status::not_modified);
        lines_of(answer) += lines;
        return answer;
    }

    std::vector<byte_range> ranges;
    const ranges_wanted wanted = ranges_of(request, of, opened.size, ranges);
    if (wanted == ranges_wanted::unsatisfied)
        throw http_error(status::range_not_satisfiable).set("Content-Range", "bytes */" + std::to_string(opened.size));

    const constant_text type = file_type_of(about.name);
    const auto body = std::make_shared<file_body>();
    response answer(wanted == ranges_wanted::parts ? status::partial_content : status::ok);
    if (!about.coding.empty())
        add_line(lines, "Content-Encoding", about.coding);
    if (wanted == ranges_wanted::whole)
        body->parts.push_back({std::string(), 0, opened.size});
    if (ranges.size() == 1) {
        add_line(lines, "Content-Range", content_range(ranges.front(), opened.size));
        body->parts.push_back({std::string(), ranges.front().first, ranges.front().count});
    }
    if (ranges.size() > 1) { // nobody can know the tag of a file before the file is there, so it does not occur in it
        const std::string boundary = "part-of-" + tag;
        add_line(lines, "Content-Type", "multipart/byteranges; boundary=" + boundary);
        add_parts(*body, ranges, opened.size, type.view(), boundary);
    } else {
        answer.content_type(type);
    }
    lines_of(answer) += lines;

    body->file = std::move(opened.file);
    if (body->size() > largest_read_file) { // a small one is read for HEAD, too: `compress` looks at it
        set_file_body(answer, body);
        return answer;
    }
    std::string text;
    if (!read_small(*body, how, text))
        return std::nullopt;
    return std::move(answer.body(std::move(text)));
}

void refuse_file(const boost::system::error_code& why)
{
    for (const auto too_many :
         {errc::too_many_files_open, errc::too_many_files_open_in_system, errc::not_enough_memory})
        if (why == too_many)
            throw http_error(status::service_unavailable, "too many files are open"); // which the log is to say
    for (const auto forbidden : {errc::permission_denied, errc::operation_not_permitted})
        if (why == forbidden)
            throw http_error(status::forbidden);
    for (const auto missing :
         {errc::no_such_file_or_directory, errc::not_a_directory, errc::too_many_symbolic_link_levels,
          errc::cross_device_link, errc::filename_too_long, errc::invalid_argument, errc::is_a_directory,
          errc::no_such_device, errc::no_such_device_or_address, errc::illegal_byte_sequence})
        if (why == missing)
            throw http_error(status::not_found);
    throw boost::system::system_error(why, "file");
}

} // namespace plait::http::detail
