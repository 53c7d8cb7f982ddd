#include "http/parse/request_parser.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;
using detail::request_parser;
using progress = request_parser::progress;

namespace {

constexpr std::string_view head = "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A request whose head has been parsed, and which takes the chunks as they come.
class chunked_request {
public:
    plait::http::request request{method::get, "/"};

    explicit chunked_request(detail::parse_limits limits = {}) : limits_(limits), parser_(request, limits_, host_)
    {
        REQUIRE(parser_.parse_head(head) == progress::done);
        REQUIRE(parser_.has_chunked_body());
    }

    /// What is left over comes again, with the next piece behind it, in memory that ends with it.
    progress receive(std::string_view piece)
    {
        std::vector<char> bytes(left_over_.begin(), left_over_.end());
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        std::size_t used = 0;
        const progress made = parser_.parse_chunks({bytes.data(), bytes.size()}, used);
        REQUIRE(used <= bytes.size());
        left_over_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(used), bytes.end());
        return made;
    }

    [[nodiscard]] const std::string& left_over() const { return left_over_; }
    [[nodiscard]] status refusal() const { return parser_.refusal(); }

private:
    detail::parse_limits limits_;
    detail::known_authority host_;
    request_parser parser_;
    std::string left_over_;
};

} // namespace

TEST_SUITE_BEGIN("request_parser, chunks");

TEST_CASE("chunks are put together")
{
    chunked_request one;

    CHECK(one.receive("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nnext") == progress::done);
    CHECK(one.request.body() == "abc0123456789");
    CHECK(one.left_over() == "next"); // of the next request
}

TEST_CASE("a chunked body may be empty")
{
    chunked_request one;

    CHECK(one.receive("0\r\n\r\n") == progress::done);
    CHECK(one.request.body() == "");
}

TEST_CASE("a chunked body may be split anywhere")
{
    for (const std::string_view text : {
             std::string_view("0\r\n\r\n"),
             std::string_view("3\r\nabc\r\n0\r\n\r\n"),
             std::string_view("000b;name=value;x=\"q\\\"\"\r\nhello world\r\n1\r\n!\r\n00\r\nTrailer: a\r\nOther:\r\n\r\n"),
         }) {
        const std::string expected = text.size() == 5 ? "" : text.size() == 13 ? "abc" : "hello world!";
        for (std::size_t first = 0; first <= text.size(); ++first) {
            for (std::size_t second = first; second <= text.size(); ++second) {
                CAPTURE(text);
                CAPTURE(first);
                CAPTURE(second);
                chunked_request one;
                const progress early = one.receive(text.substr(0, first));
                const progress later = early == progress::more ? one.receive(text.substr(first, second - first)) : early;
                const progress last = later == progress::more ? one.receive(text.substr(second)) : later;
                REQUIRE(last == progress::done);
                REQUIRE(one.request.body() == expected);
                REQUIRE(one.left_over().empty());
            }
        }
    }
}

TEST_CASE("a chunked body may come byte by byte")
{
    const std::string_view text = "5;x\r\nhello\r\n10\r\n0123456789abcdef\r\n0;end\r\nT: 1\r\n\r\n";
    chunked_request one;

    for (char each : text.substr(0, text.size() - 1))
        REQUIRE(one.receive({&each, 1}) == progress::more);
    CHECK(one.receive("\n") == progress::done);
    CHECK(one.request.body() == "hello0123456789abcdef");
}

TEST_CASE("trailer fields are read over")
{
    chunked_request one;

    CHECK(one.receive("1\r\nx\r\n0\r\nHost: other\r\nX: y\r\n\r\n") == progress::done);
    CHECK(one.request.field("Host") == "test");
    CHECK(one.request.field("X") == std::nullopt);
}

TEST_CASE("chunks that do not parse are refused with 400")
{
    struct row {
        const char* name;
        const char* chunks;
    };
    for (const row& r : {
             row{"no size", "\r\nabc\r\n0\r\n\r\n"},
             row{"a size that is no number", "x\r\nabc\r\n0\r\n\r\n"},
             row{"a sign", "+3\r\nabc\r\n0\r\n\r\n"},
             row{"a prefix", "0x3\r\nabc\r\n0\r\n\r\n"},
             row{"a space before the size", " 3\r\nabc\r\n0\r\n\r\n"},
             row{"text behind the size", "3 x\r\nabc\r\n0\r\n\r\n"},
             row{"a size beyond 64 bits", "10000000000000000\r\nabc\r\n0\r\n\r\n"},
             row{"a line that ends with LF", "3\nabc\r\n0\r\n\r\n"},
             row{"a CR alone", "3\rabc\r\n0\r\n\r\n"},
             row{"a chunk that is too long", "3\r\nabcd\r\n0\r\n\r\n"},
             row{"a chunk that is too short", "3\r\nab\r\n0\r\n\r\n"},
             row{"an extension without a name", "3;\r\nabc\r\n0\r\n\r\n"},
             row{"a control character in an extension", "3;a=\x01\r\nabc\r\n0\r\n\r\n"},
             row{"a control character in a quoted extension", "3;a=\"\x01\"\r\nabc\r\n0\r\n\r\n"},
             row{"a LF in an extension", "3;a\nabc\r\n0\r\n\r\n"},
             row{"a space behind the size", "3 \r\nabc\r\n0\r\n\r\n"},
             row{"a LF behind the data", "3\r\nabc\n0\r\n\r\n"},
             row{"a LF behind the last chunk", "0\n\r\n\r\n"},
             row{"a trailer folded over lines", "0\r\nX: a\r\n b\r\n\r\n"},
             row{"a trailer whose first line is empty", "0\r\nX:\r\n b\r\n\r\n"},
             row{"a quote that ends behind the line", "3;a=\"\r\nabc\r\n\"\r\n0\r\n\r\n"},
             row{"a quote without end", "3;a=\"\r\nabc\r\n0\r\n\r\n"},
             row{"a quote without end, of the last chunk", "0;a=\"\r\nX: y\r\n\r\n"},
             row{"a trailer without a colon", "0\r\nTrailer\r\n\r\n"},
             row{"a trailer with a space in its name", "0\r\nTrailer : a\r\n\r\n"},
             row{"a length in the trailer", "0\r\nContent-Length: 3\r\n\r\n"},
             row{"a coding in the trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n"},
         }) {
        CAPTURE(r.name);
        chunked_request one;
        CHECK(one.receive(r.chunks) == progress::refused);
        CHECK(one.refusal() == status::bad_request);
    }
}

TEST_CASE("chunks over the body limit are refused with 413, when their size is known")
{
    const detail::parse_limits eight{.body = 8};

    chunked_request exactly(eight);
    CHECK(exactly.receive("5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n") == progress::done);

    chunked_request one_more(eight);
    CHECK(one_more.receive("5\r\nhello\r\n4\r\n") == progress::refused);
    CHECK(one_more.refusal() == status::payload_too_large);

    chunked_request huge(eight);
    CHECK(huge.receive("ffffffffffffffff\r\n") == progress::refused);
    CHECK(huge.refusal() == status::payload_too_large);
}

TEST_CASE("chunk extensions of a whole body are limited, and leading zeros with them; beyond, 400")
{
    const detail::parse_limits ten{.chunk_extensions = 10};
    struct row {
        const char* name;
        std::string chunks;
        bool fits;
    };
    const std::string zeros(26, '0');
    for (const row& r : {
             row{"one that fits", "1;aaaaaaaaa\r\nx\r\n0\r\n\r\n", true},
             row{"one that does not", "1;aaaaaaaaaa\r\nx\r\n0\r\n\r\n", false},
             row{"of two chunks", "1;aaaa\r\nx\r\n1;aaaa\r\nx\r\n0\r\n\r\n", true},
             row{"of two chunks, too long together", "1;aaaa\r\nx\r\n1;aaaaa\r\nx\r\n0\r\n\r\n", false},
             row{"of the last chunk too", "1;aaaa\r\nx\r\n0;aaaaa\r\n\r\n", false},
             row{"of the last chunk alone", "0;aaaaaaaaaa\r\n\r\n", false},
             row{"zeros before a size", std::string(25, '0') + "1\r\nx\r\n" + zeros + "\r\n\r\n", false},
             row{"zeros that fit", std::string(25, '0') + "1\r\nx\r\n0\r\n\r\n", true},
             row{"zeros of the last chunk", "1\r\nx\r\n" + zeros + "\r\n\r\n", true},
         }) {
        CAPTURE(r.name);
        for (const bool in_one_piece : {true, false}) {
            CAPTURE(in_one_piece);
            chunked_request one(ten);
            progress made = progress::more;
            if (in_one_piece)
                made = one.receive(r.chunks);
            for (std::size_t i = 0; i < r.chunks.size() && made == progress::more; ++i)
                made = one.receive(r.chunks.substr(i, 1));
            REQUIRE(made == (r.fits ? progress::done : progress::refused));
            if (!r.fits)
                CHECK(one.refusal() == status::bad_request);
        }
    }
}

TEST_CASE("a chunk's line without end is refused when its limit has come")
{
    for (const std::string begin : {"1;", "1;a=\"", "0;", "000000"}) {
        CAPTURE(begin);
        chunked_request one({.chunk_extensions = 100});
        CHECK(one.receive(begin + std::string(90, '0')) == progress::more);
        CHECK(one.receive(std::string(30, '0')) == progress::refused);
        CHECK(one.refusal() == status::bad_request);
    }
}

TEST_CASE("trailers are limited; beyond, 431")
{
    const std::string lines = "A: 1\r\nB: 22\r\n"; // 13 bytes
    for (const std::string before : {"", "1\r\nx\r\n"}) {
        for (const bool in_one_piece : {true, false}) {
            for (const std::size_t limit : {12U, 13U}) {
                CAPTURE(before);
                CAPTURE(in_one_piece);
                CAPTURE(limit);
                chunked_request one({.trailers = limit});
                const std::string text = before + "0\r\n" + lines + "\r\n";
                progress made = progress::more;
                if (in_one_piece)
                    made = one.receive(text);
                for (std::size_t i = 0; i < text.size() && made == progress::more; ++i)
                    made = one.receive(text.substr(i, 1));
                REQUIRE(made == (limit == 13 ? progress::done : progress::refused));
                if (limit == 12)
                    CHECK(one.refusal() == status::request_header_fields_too_large);
            }
        }
    }
    chunked_request endless;
    CHECK(endless.receive("0\r\nX: " + std::string(5000, 'x')) == progress::refused);
    CHECK(endless.refusal() == status::request_header_fields_too_large);
}

TEST_CASE("no chunk makes the parser use a byte that has not come")
{
    // Every text of six of these pieces, byte by byte: ASan and Beast's own asserts are the judges.
    const std::string_view pieces[] = {"0", "1", "\r\n", "\r", "\n", ";a", "a:", " "};
    constexpr int depth = 6;
    for (unsigned number = 0; number < 1U << (3 * depth); number += 7) {
        std::string text;
        for (int i = 0; i < depth; ++i)
            text += pieces[(number >> (3 * i)) & 7];
        text += "\r\n\r\n";

        chunked_request one;
        progress made = progress::more;
        for (std::size_t i = 0; i < text.size() && made == progress::more; ++i)
            made = one.receive(std::string_view(text).substr(i, 1));
        REQUIRE(one.request.body().size() <= text.size());
    }
}

TEST_SUITE_END();
