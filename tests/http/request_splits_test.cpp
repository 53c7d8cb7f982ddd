// However a request is cut into pieces, the parser makes the same of it, with every version of Boost.
#include "http/parse/request_parser.hpp"

#include <doctest/doctest.h>
#include <support/http_messages.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace http_messages;
using detail::request_parser;
using progress = request_parser::progress;

namespace {

/// What has become of a message.
struct parsing {
    int status = 0; // 0 if the message has not come to an end
    std::string body;
    std::string rest; // what was left for the next request

    friend bool operator==(const parsing&, const parsing&) = default;
};

/// Gives the parser the pieces as a connection does.
parsing parsed(const pieces& given)
{
    request request(method::get, "/");
    detail::known_authority host;
    std::optional<request_parser> parser;
    progress head = progress::more;
    progress made = progress::more;
    std::string come;
    std::string before; // the head, where the request's views point to
    std::string body;
    for (const std::string_view piece : given) {
        come += piece;
        if (head == progress::more && !come.empty()) {
            const std::vector<char> exactly(come.begin(), come.end()); // so that ASan sees a read behind it
            parser.emplace(request, limits, host);
            head = parser->parse_head({exactly.data(), exactly.size()});
            if (head == progress::done) {
                before = come.substr(0, parser->head_size());
                come.erase(0, parser->head_size());
                parser.emplace(request, limits, host);
                REQUIRE(parser->parse_head(before) == progress::done);
                REQUIRE(parser->limit_body(limits.body) == progress::done);
            }
            if (head == progress::refused)
                made = head;
        }
        if (head != progress::done || made != progress::more)
            continue;
        if (parser->has_chunked_body()) {
            std::size_t used = 0;
            made = parser->parse_chunks(come, used);
            come.erase(0, used);
            body = request.body();
        } else if (come.size() >= parser->content_length()) {
            made = progress::done;
            body = come.substr(0, parser->content_length());
            come.erase(0, body.size());
        }
    }
    if (made == progress::refused)
        return {static_cast<int>(parser->refusal()), "", ""};
    return made == progress::done ? parsing{200, body, come} : parsing();
}

} // namespace

TEST_SUITE_BEGIN("request_parser, requests in pieces");

TEST_CASE("the parser makes the same of a request, wherever it is cut into two or three pieces, and byte by byte")
{
    constexpr std::size_t longest = 100;
    for (const message& each : messages()) {
        CAPTURE(each.name);
        const std::string all = each.text + next_request;
        const parsing expected =
            each.status == 200 ? parsing{200, each.body, next_request} : parsing{each.status, "", ""};
        REQUIRE(parsed({all}) == expected);
        REQUIRE(parsed(bytes_of(all)) == expected);
        for (const pieces& given : cuts(each, all, longest)) {
            CAPTURE(given[0]);
            CAPTURE(given[1]);
            REQUIRE(parsed(given) == expected);
        }
    }
}

TEST_SUITE_END();
