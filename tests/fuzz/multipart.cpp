// A form in parts: however it is split, what becomes of it is the same as if it had come whole. The first byte says how.

#include "fuzz.hpp"

#include "http/parse/multipart_parser.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace plait::http;
using detail::multipart_event;
using detail::multipart_parser;
using fuzz::require;

namespace {

const form_limits limits = form_limits().parts(4).part_head(200).name(20);

struct outcome {
    std::string told;
    status refusal = status{};

    friend bool operator==(const outcome&, const outcome&) = default;
};

void check_part(const detail::part_head& part)
{
    require(part.name.size() <= limits.name() && part.file_name.size() <= limits.name(), "names are limited");
    require(part.file_name.find_first_of("/\\") == std::string::npos, "a file name has no folders");
    for (const std::string& each : {part.name, part.file_name, part.content_type})
        require(
            std::ranges::none_of(each, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
            "no line break or zero byte is in a name");
    require(part.is_file || part.file_name.empty(), "a field has no file name");
}

void take(multipart_parser& parser, std::string_view piece, outcome& to)
{
    const fuzz::exact_copy copy(piece);
    std::string_view rest = copy.view();
    for (auto event = parser.parse(rest); event != multipart_event::more; event = parser.parse(rest)) {
        to.told += event == multipart_event::data ? "" : std::string(1, "\0PDeE!"[static_cast<int>(event)]);
        if (event == multipart_event::refused)
            return;
        if (event == multipart_event::part) {
            check_part(parser.part());
            to.told.append(parser.part().name).append("|").append(parser.part().file_name);
        }
        if (event == multipart_event::data) {
            require(!parser.data().empty(), "content that comes is not empty");
            to.told += parser.data();
        }
    }
    require(rest.empty(), "nothing is left over of a piece");
}

outcome received(std::string_view body, std::uint32_t seed)
{
    multipart_parser parser("b", limits);
    outcome got;
    for (std::size_t come = 0; come < body.size() && !parser.refusal();) {
        seed = seed * 1664525 + 1013904223;
        const std::size_t next = seed == 1013904223 ? body.size() : std::min(body.size(), come + 1 + (seed >> 16) % 7);
        take(parser, body.substr(come, next - come), got);
        come = next;
    }
    const bool refused = parser.finish() == multipart_event::refused;
    got.refusal = parser.refusal().status;
    require(refused == (got.refusal != status{}), "what is refused has a status");
    return got;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view body = fuzz::text(data + 1, size - 1);
    const outcome whole = received(body, 0);
    require(whole == received(body, data[0] + 1U), "a form in pieces is the same as the whole one");
    require(whole.refusal != status{} || body.find("--b--") != std::string_view::npos, "a form has a last boundary");
    return 0;
}
