// A head: one that is let through can be read in one way only, and only when it has come whole. One that is refused is
// refused with the same status, however little of it has come.

#include "fuzz.hpp"

#include "http/parse/request_parser.hpp"

#include <algorithm>

using namespace plait::http;
using detail::request_parser;
using fuzz::require;
using progress = request_parser::progress;

namespace {

const detail::parse_limits limits{.head = 512, .target = 128, .fields = 8, .body = 1000};

bool within(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_lines(std::string_view head)
{
    require(head.ends_with("\r\n\r\n"), "a head ends with an empty line");
    while (!head.empty()) {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        require(
            std::ranges::none_of(line, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
            "no CR, LF or zero byte within a line");
        require(line.empty() || (line.front() != ' ' && line.front() != '\t'), "no line is folded");
        head.remove_prefix(end + 2);
    }
}

void check(const request& request, const request_parser& parser, std::string_view bytes)
{
    const std::string_view head = bytes.substr(0, parser.head_size());
    check_lines(head);
    require(head.size() <= limits.head && request.target().size() <= limits.target, "the limits hold");
    require(request.fields().size() <= limits.fields + 1, "the number of fields is limited");
    for (const field& each : request.fields()) {
        require(!each.name.empty() && within(each.value, head), "fields are views into the head");
        require(request.field(each.name).has_value(), "a field is found");
    }
    require(within(request.target(), head) && (within(request.path(), head) || request.path() == "/"), "the target is a view into the head");
    require(
        request.path().starts_with('/') || request.method() == method::connect || request.path() == "*",
        "the path is a path where the method has one");
    require(parser.content_length() <= limits.body, "the body's limit holds");
    require(!parser.has_chunked_body() || parser.content_length() == 0, "a body has a length or chunks");

    const auto named = [&](std::string_view name) {
        return std::ranges::count_if(request.fields(), [&](const field& each) {
            return std::ranges::equal(each.name, name, {}, [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        });
    };
    require(named("host") == 1 || (request.is_http_1_0() && named("host") == 0), "there is one Host");
    require(named("content-length") + named("transfer-encoding") <= 1, "the end of the body is said once");
    require((named("transfer-encoding") == 1) == parser.has_chunked_body(), "a coding is chunked");
    for (const std::string_view name : {"a", "next", ""})
        (void)request.query(name);
}

struct outcome {
    progress made;
    status refusal;
};

outcome parsed(std::string_view bytes, bool checked)
{
    const fuzz::exact_copy copy(bytes);
    request request(method::get, "/");
    static detail::known_authority host; // of the inputs before: it must not change what is found
    request_parser parser(request, limits, host);
    const progress made = parser.parse_head(copy.view());
    if (made == progress::done && checked)
        check(request, parser, copy.view());
    require((made == progress::refused) == (parser.refusal() != status{}), "what is refused has a status");
    require(made != progress::more || bytes.size() < limits.head, "no more is asked for at the limit");
    if (made == progress::done && !checked)
        require(parser.head_size() > bytes.size(), "a head is not done before its end");
    return {made, parser.refusal()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::text(data, size);
    const outcome whole = parsed(bytes, true);
    const std::string_view head =
        bytes.substr(0, whole.made == progress::done ? bytes.find("\r\n\r\n") + 4 : bytes.size());
    for (std::size_t i = 1; i < head.size(); i += 1 + i / 16) {
        const outcome part = parsed(head.substr(0, i), false);
        if (part.made == progress::more)
            continue;
        require(
            part.made == progress::refused && whole.made == progress::refused,
            "a part is not done, nor refused if the whole is not");
        require(part.refusal == whole.refusal, "a part is refused as the whole is");
    }
    return 0;
}
