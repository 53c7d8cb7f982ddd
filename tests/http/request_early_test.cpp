#include "http/parse/request_parser.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;
using detail::request_parser;
using progress = request_parser::progress;
using namespace std::string_literals;

namespace {

constexpr int unfinished = -1; // it wants more
constexpr int taken = 0;

const detail::parse_limits limits{
    .head = 300, .target = 40, .fields = 4, .body = 1000, .chunk_extensions = 20, .trailers = 30};

/// What becomes of a head: `unfinished`, `taken`, or the status with which it is refused.
int judged_head(std::string_view bytes)
{
    const std::vector<char> exactly(bytes.begin(), bytes.end()); // which end where their memory ends
    request request(method::get, "/");
    detail::known_authority host;
    request_parser parser(request, limits, host);
    const progress made = parser.parse_head({exactly.data(), exactly.size()});
    return made == progress::more ? unfinished : made == progress::done ? taken : static_cast<int>(parser.refusal());
}

/// The same of a chunked body that comes in two pieces.
int judged_chunks(std::string_view bytes, std::size_t first)
{
    std::string body;
    detail::chunk_reader reader(limits);
    progress made = progress::more;
    for (const std::string_view piece : {bytes.substr(0, first), bytes.substr(first)}) {
        std::size_t used = 0;
        if (made == progress::more)
            made = reader.read(piece, used, body);
    }
    return made == progress::more ? unfinished : made == progress::done ? taken : static_cast<int>(reader.refusal());
}

int judged_chunks(std::string_view bytes)
{
    return judged_chunks(bytes, bytes.size());
}

/// What has become of it when its first byte that decides has come.
int judged_early(int (*judged)(std::string_view), std::string_view bytes)
{
    int found = unfinished;
    for (std::size_t size = 0; size <= bytes.size() && found == unfinished; ++size)
        found = judged(bytes.substr(0, size));
    return found;
}

/// The text is refused by its last byte, and what follows makes no difference.
void check_refused_by_its_last_byte(int (*judged)(std::string_view), const std::string& text, int status = 400)
{
    CAPTURE(text);
    CHECK(judged(text.substr(0, text.size() - 1)) == unfinished);
    for (const char* rest :
         {"", "X", " ", "\r", "\n", "\r\n", "\r\n\r\n", "X: y\r\n\r\n", " / HTTP/1.1\r\nHost: a\r\n\r\n"})
        CHECK_MESSAGE(judged(text + rest) == status, std::string(rest));
}

/// Each text that one wrong byte makes of a right one: it is judged alike, whether it comes whole or byte by byte.
void check_one_wrong_byte(int (*judged)(std::string_view), const std::string& right)
{
    REQUIRE(judged(right) == taken);
    REQUIRE(judged_early(judged, right) == taken);
    for (std::size_t at = 0; at < right.size(); ++at) {
        for (const char wrong :
             {'\0', '\t', '\n', '\r', ' ', '"', '%', ',', '/', '0', '2', ':', ';', 'x', '\x7f', '\xff'}) {
            for (const std::size_t replaced : {0U, 1U, 2U}) {
                std::string text = right;
                text.replace(at, replaced, 1, wrong);
                CAPTURE(text);
                const int early = judged_early(judged, text);
                REQUIRE((early == unfinished || early == judged(text)));
            }
        }
    }
}

} // namespace

TEST_SUITE_BEGIN("request_parser, what it refuses at once");

TEST_CASE("a request line is refused by its first wrong byte")
{
    for (const char* each :
         {"\n",
          " ",
          "G<",
          "\x16",
          "GET\t",
          "GET\r",
          "GET  ",
          "GET /\r",
          "GET /\x7f",
          "GET /\"",
          "GET /a\xc3",
          "GET /%g",
          "GET /%4g",
          "GET /?a#",
          "GET x",
          "GET f",
          "GET httpx",
          "GET http:/x",
          "GET http://a\"",
          "GET http://a/<",
          "GET **",
          "CONNECT /",
          "GET / \r",
          "GET / \n",
          "GET / H\r",
          "GET / h",
          "GET / HTTPS",
          "GET / HTTP/x",
          "GET / HTTP/1 ",
          "GET / HTTP/1.x",
          "GET / HTTP/1.\r",
          "GET / HTTP/1.1 ",
          "GET / HTTP/1.10",
          "GET / HTTP/1.1\n",
          "GET / HTTP/1.1\rX"})
        check_refused_by_its_last_byte(judged_head, each);
    check_refused_by_its_last_byte(judged_head, std::string(33, 'A'), 501);
    check_refused_by_its_last_byte(judged_head, "GET /" + std::string(40, 'a'), 414);
    check_refused_by_its_last_byte(judged_head, "GET / HTTP/2.0\r", 505);
    check_refused_by_its_last_byte(judged_head, "PRI * HTTP/2.0\r", 505);
    check_refused_by_its_last_byte(judged_head, "GET / HTTP/0.9\r", 505);
}

TEST_CASE("a target whose form is wrong is refused by the end of its line")
{
    for (const char* each :
         {"GET *", "GET http", "GET http://", "GET http://:80/", "GET http://a:x/", "CONNECT a", "OPTIONS http:/"})
        check_refused_by_its_last_byte(judged_head, std::string(each) + " HTTP/1.1\r\n");
}

TEST_CASE("a field is refused by its first wrong byte, or the end of its line")
{
    for (const std::string& each :
         {" "s,
          "\t"s,
          ":"s,
          "\n"s,
          "\rX"s,
          "X\r"s,
          "X "s,
          "X("s,
          "X: a\x01"s,
          "X: a\0"s,
          "X: a\n"s,
          "X: a\rb"s,
          "X: a\r\n "s,
          "X:\r\n\t"s,
          "Host: a b\r\n"s,
          "Host:\r\n"s,
          "Host: a\r\nHost: a\r\n"s,
          "Content-Length: x\r\n"s,
          "Content-Length: 1, 1\r\n"s,
          "Content-Length: 1\r\nContent-Length: 1\r\n"s,
          "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"s,
          "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"s,
          "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"s,
          "Transfer-Encoding: gzip\r\nContent-Length: 1\r\n"s,
          "Connection: a b\r\nHost: a b\r\n"s,
          "Connection: a b\x01"s})
        for (const char* line : {"GET / HTTP/1.1\r\n", "GET / HTTP/1.7\r\n"})
            check_refused_by_its_last_byte(judged_head, line + each);
    check_refused_by_its_last_byte(judged_head, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n");
    check_refused_by_its_last_byte(judged_head, "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n", 431);
    const std::string line = "GET / HTTP/1.1\r\n";
    check_refused_by_its_last_byte(judged_head, line + "X: " + std::string(300 - line.size() - 3, 'x'), 431);
}

TEST_CASE("chunks are refused by their first wrong byte")
{
    for (const std::string& each :
         {"\r"s,
          "-"s,
          "g"s,
          " "s,
          "+"s,
          "0x"s,
          "0\n"s,
          "0\r\n\n"s,
          "5\rX"s,
          "5\n"s,
          "5 \r"s,
          "5;\r"s,
          "5;="s,
          "5;a\n"s,
          "5;a \r"s,
          "5;a=\r"s,
          "5;a=\x01"s,
          "5;a=\"\r"s,
          "5;a=\"\\\n"s,
          "5;a=\"b\"c"s,
          "5;a=b="s,
          "1\r\nab"s,
          "1\r\na\n"s,
          "1\r\na\rX"s,
          "1\r\na\r\n\r"s,
          "0\r\nA\r"s,
          "0\r\n:"s,
          "0\r\nA: b\n"s,
          "0\r\nA: b\rX"s,
          "0\r\nA: \0"s,
          "0\r\nA: b\r\n "s,
          "0\r\nA: b\r\n\n"s,
          "0\r\n\rX"s,
          "0\r\nContent-Length:"s,
          "0\r\nA: b\r\ntransfer-encoding:"s,
          "10000000000000000"s,
          "1;" + std::string(20, 'a')})
        check_refused_by_its_last_byte(judged_chunks, each);
    check_refused_by_its_last_byte(judged_chunks, "3e9\r", 413);
    check_refused_by_its_last_byte(judged_chunks, "3e9;", 413);
    check_refused_by_its_last_byte(judged_chunks, "0\r\nX: " + std::string(28, 'x'), 431);
    CHECK(judged_chunks("0\r\nContent-Lengths: 1\r\nContent: 2\r\n\r\n") != 400); // names that only begin so
    CHECK(judged_chunks("0\r\nContent-Len: 1\r\n\r\n") == taken);
}

TEST_CASE("a head is judged alike, whether it comes whole or byte by byte")
{
    check_one_wrong_byte(
        judged_head, "GET /a%41?b HTTP/1.1\r\nHost: a:1\r\nConnection: x y\r\nExpect: 100-continue\r\n\r\n");
    check_one_wrong_byte(
        judged_head, "POST http://a/ HTTP/1.2\r\nA: b\r\nHost: c\r\nTransfer-Encoding: chunked\r\nB:\r\n\r\n");
    check_one_wrong_byte(
        judged_head, "PUT / HTTP/1.0\r\nContent-Length: 10\r\nProxy-Connection: a b\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a chunked body is judged alike, whether it comes whole, byte by byte, or in two pieces")
{
    const std::string right = "0a;a=b ;c=\"\\\"d\"\r\n0123456789\r\n1\r\nx\r\n0;e\r\nContent: y\r\n\r\n";
    check_one_wrong_byte(judged_chunks, right);
    for (const std::string& each :
         {right, "5\r\nhello\r\n0\r\n\n"s, "5\r\nhello\r\n0\n\n"s, "7\r\n1234567xx"s, "0\r\nA: b\n\r\n"s})
        for (std::size_t first = 0; first <= each.size(); ++first)
            CHECK(judged_chunks(each, first) == judged_chunks(each));
}

TEST_SUITE_END();
