// A chunked body: however it is split, what becomes of it is the same as if it had come whole. The first byte says how.

#include "fuzz.hpp"

#include "http/parse/request_parser.hpp"

#include <algorithm>
#include <string>

using namespace plait::http;
using detail::request_parser;
using fuzz::require;
using progress = request_parser::progress;

namespace {

const detail::parse_limits limits{.body = 200, .chunk_extensions = 40, .trailers = 40};

struct outcome {
    progress made = progress::more;
    std::string body;
    std::size_t consumed = 0;
    status refusal = status{};
};

outcome received(std::string_view chunks, std::uint32_t seed)
{
    request request(method::get, "/");
    detail::known_authority host;
    request_parser parser(request, limits, host);
    require(
        parser.parse_head("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n") == progress::done
            && parser.has_chunked_body(),
        "the head is good");

    outcome got;
    std::size_t come = 0;
    while (got.made == progress::more && come < chunks.size()) {
        seed = seed * 1664525 + 1013904223;
        come = seed == 1013904223 ? chunks.size() : std::min(chunks.size(), come + 1 + (seed >> 16) % 7);
        const fuzz::exact_copy pending(chunks.substr(got.consumed, come - got.consumed));
        std::size_t used = 0;
        got.made = parser.parse_chunks(pending.view(), used);
        require(used <= pending.view().size(), "no more is used than has come");
        got.consumed += used;
        require(
            got.made != progress::more || used == pending.view().size(), "nothing is left over of a body that goes on");
    }
    got.body = got.made == progress::done ? request.body() : request_parser::body_storage(request);
    require(got.body.size() <= limits.body, "the body's limit holds");
    got.refusal = parser.refusal();
    require((got.made == progress::refused) == (parser.refusal() != status{}), "what is refused has a status");
    return got;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view chunks = fuzz::text(data + 1, size - 1);
    const outcome whole = received(chunks, 0);
    const outcome split = received(chunks, data[0] + 1U);
    require(whole.made == split.made && whole.refusal == split.refusal, "a split body ends as the whole one does");
    if (whole.made != progress::done)
        return 0;
    require(whole.body == split.body, "a split body has the bytes of the whole one");
    require(whole.consumed == split.consumed, "a split body ends where the whole one does");
    require(chunks.substr(0, whole.consumed).ends_with("\r\n\r\n"), "a body ends with an empty line");
    return 0;
}
