#include "http/parse/request_parser.hpp"
#include <plait/http/trusted_proxies.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace plait::http;
using detail::request_parser;
using progress = request_parser::progress;
using namespace std::string_view_literals;

namespace {

const detail::parse_limits small_body{.body = 1024};

/// The text, with a Host and the end of the head behind it.
std::string get_head(std::string_view target, std::string_view lines = "")
{
    return std::string("GET ").append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(lines).append("\r\n");
}

std::string post_head(std::string_view lines)
{
    return std::string("POST / HTTP/1.1\r\nHost: test\r\n").append(lines).append("\r\n");
}

std::string with_host(std::string_view host)
{
    return std::string("GET / HTTP/1.1\r\nHost: ").append(host).append("\r\n\r\n");
}

/// The status with which it is refused; 0 if it is not.
int refusal(std::string_view head, const detail::parse_limits& limits = small_body)
{
    const std::vector<char> bytes(head.begin(), head.end()); // which end where their memory ends
    request request(method::get, "/");
    detail::known_authority host;
    request_parser parser(request, limits, host);
    const progress made = parser.parse_head({bytes.data(), bytes.size()});
    return made == progress::refused ? static_cast<int>(parser.refusal()) : 0;
}

struct refused_row {
    std::string name;
    std::string head;
    int status = 400;
};

void check(std::initializer_list<refused_row> rows)
{
    for (const refused_row& r : rows) {
        CAPTURE(r.name);
        CHECK(refusal(r.head) == r.status);
    }
}

} // namespace

TEST_SUITE_BEGIN("request_parser, what it refuses");

TEST_CASE("a request line that is none is refused")
{
    check({
        {"no method", " / HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a method that is no token", "G<T / HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a method without end", std::string(33, 'A'), 501},
        {"a method that is too long", std::string(33, 'A') + " / HTTP/1.1\r\nHost: test\r\n\r\n", 501},
        {"no target", "GET HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"tabs", "GET\t/\tHTTP/1.1\r\nHost: test\r\n\r\n"},
        {"no version", "GET /\r\nHost: test\r\n\r\n"},
        {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: test\r\n\r\n", 505},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: test\r\n\r\n", 0}, // served as 1.1
        {"HTTP/1.9, without a Host", "GET / HTTP/1.9\r\n\r\n"},
        {"HTTP/1.2 with text behind", "GET / HTTP/1.2 \r\nHost: test\r\n\r\n"},
        {"HTTP/9.9", "GET / HTTP/9.9\r\nHost: test\r\n\r\n", 505},
        {"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/1.10", "GET / HTTP/1.10\r\nHost: test\r\n\r\n"},
        {"HTTP/1.", "GET / HTTP/1.\r\nHost: test\r\n\r\n"},
        {"HTTPS/1.1", "GET / HTTPS/1.1\r\nHost: test\r\n\r\n"},
        {"a version in small letters", "GET / http/1.1\r\nHost: test\r\n\r\n"},
        {"text behind the version", "GET / HTTP/1.1 \r\nHost: test\r\n\r\n"},
        {"a TLS greeting", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv)},
    });
}

TEST_CASE("lines end with CRLF and nothing else")
{
    check({
        {"LF", "GET / HTTP/1.1\nHost: test\n\n"},
        {"LF behind the request line", "GET / HTTP/1.1\nHost: test\r\n\r\n"},
        {"LF behind a field", get_head("/", "X: y\n")},
        {"LF at the end", "GET / HTTP/1.1\r\nHost: test\r\n\nX"},
        {"CR", "GET / HTTP/1.1\rHost: test\r\r"},
        {"CR in a value", get_head("/", "X: a\rb\r\n")},
        {"CR before CRLF", get_head("/", "X: a\r\r\n")},
        {"CR at the end", "GET / HTTP/1.1\r\nHost: test\r\n\rX"},
    });
}

TEST_CASE("a field that is none is refused")
{
    check({
        {"no colon", get_head("/", "X\r\n")},
        {"no name", get_head("/", ": x\r\n")},
        {"a space before the colon", get_head("/", "X : y\r\n")},
        {"a space before the first name", "GET / HTTP/1.1\r\n Host: test\r\n\r\n"},
        {"a tab before the first name", "GET / HTTP/1.1\r\n\tX: y\r\nHost: test\r\n\r\n"},
        {"a name that is no token", get_head("/", "A(b): c\r\n")},
        {"a zero byte in a name", get_head("/", "A\0: c\r\n"sv)},
        {"a zero byte in a value", get_head("/", "X: a\0b\r\n"sv)},
        {"a control character in a value", get_head("/", "X: \x01\r\n")},
        {"DEL in a value", get_head("/", "X: a\x7f\r\n")},
        {"a value folded over lines", get_head("/", "X: a\r\n b\r\n")},
        {"a folded value whose first line is empty", get_head("/", "X:\r\n b\r\n")},
        {"a folded value whose first line is blank", get_head("/", "X: \t\r\n\tb\r\n")},
        {"a value folded to nothing", get_head("/", "X: a\r\n \r\n")},
        {"an empty value, folded", get_head("/", "X:\r\n \r\n")},
        {"a control character in a Connection that is no list", get_head("/", "Connection: a b\x01\r\n")},
        {"a Connection that is no list, folded", get_head("/", "Connection: a b\r\n c\r\n")},
    });
    CHECK(refusal(get_head("/", "X!#$%&'*+-.^_`|~9: \t \xff\xe9\t\"\\,;\r\nX:y\r\nEmpty:\r\nBlank: \t \r\n")) == 0);
}

TEST_CASE("there is one Host, with a host in it")
{
    for (const char* each : {
             "test", "test:80", "test:", "test:65535", "127.0.0.1:7070", "a-b.c_d~e", "h%C3%A4", "[::1]", "[::1]:80",
             "[2001:db8::1.2.3.4]:"})
        CHECK_MESSAGE(refusal(with_host(each)) == 0, each);
    for (const char* each : {
             "", ":80", "[::1", "::1", "[]", "[::1]a", "[::g]", "[::1%25eth0]", "[127.0.0.1]", "[1:2:3:4:5:6:7:8:9]",
             "[00000000000000000000000000000000000000000000000000::1]", "test:a", "test:65536", "test:-1", "test:+1",
             "test: 80", "test:80:80", "test:4294967376", "user@test", "user:pass@test", "te st", "te/st", "te?st", "te#st",
             "te\\st", "te<st", "a, b", "http://test", "t%4", "t%zz", "t\xc3\xa4st", "\"test\""})
        CHECK_MESSAGE(refusal(with_host(each)) == 400, each);
    check({
        {"no Host", "GET / HTTP/1.1\r\n\r\n"},
        {"two", get_head("/", "Host: test\r\n")},
        {"two that differ", get_head("/", "host: other\r\n")},
        {"two in HTTP/1.0", "GET / HTTP/1.0\r\nHost: test\r\nhost: test\r\n\r\n"},
        {"none, with a whole URL", "GET http://test/ HTTP/1.1\r\n\r\n"},
        {"none in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 0},
    });
}

TEST_CASE("each form of a target has its methods")
{
    check({
        {"a path for CONNECT", "CONNECT / HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"an authority for CONNECT", "CONNECT test:443 HTTP/1.1\r\nHost: test\r\n\r\n", 0},
        {"an authority without a port", "CONNECT test HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"an authority with an empty port", "CONNECT test: HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"an authority of IPv6", "CONNECT [::1]:443 HTTP/1.1\r\nHost: test\r\n\r\n", 0},
        {"an authority of IPv6 without a port", "CONNECT [::1] HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a whole URL for CONNECT", "CONNECT http://test/ HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"an authority for GET", get_head("test:443")},
        {"an asterisk for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n", 0},
        {"an asterisk for GET", get_head("*")},
        {"an asterisk and more", "OPTIONS *a HTTP/1.1\r\nHost: test\r\n\r\n"},
        {"a path without a slash", get_head("users")},
        {"a query alone", get_head("?a")},
        {"a whole URL", get_head("http://test:81/?a"), 0},
        {"a whole URL of https, from who decrypts nothing", get_head("https://test:81/?a"), 421},
        {"HTTPS", get_head("HTTPS://test"), 421},
        {"a URL without a path", get_head("http://test?a"), 0},
        {"a URL of another scheme", get_head("ftp://test/")},
        {"a URL without a host", get_head("http:///users")},
        {"a URL with one slash", get_head("http:/test")},
        {"a URL with a user", get_head("http://me@test/")},
        {"a URL with half an address", get_head("http://[::1/")},
        {"a URL with a bad port", get_head("http://test:x/")},
    });
}

TEST_CASE("a target has the characters of a URL, and what browsers send besides")
{
    for (const char* each :
         {"/", "//a//", "/a%2Fb%00/-._~!$&'()*+,;=:@", "/[a]|^", "/?", "/?a?/", "/?a=[1]&b={|}\\^`&c=%20+",
          "/../%2e%2e/", "/?\"<>'", "/?%", "/?100%", "/?%4", "/?%zz", "/?%z4", "/?K\xc3\xb6ln", "/?\xff\x80",
          "http://a/?%\xff\""})
        CHECK_MESSAGE(refusal(get_head(each)) == 0, each);
    for (const std::string_view each :
         {"/#a"sv,  "/?#"sv,  "/?a#b"sv,  "/a b"sv,  "/\t"sv,  "/\x7f"sv, "/\0"sv,    "/\xff"sv, "/\xc3\xa4"sv,
          "/\""sv,  "/<"sv,   "/>"sv,     "/\\"sv,   "/`"sv,   "/{"sv,    "/}"sv,     "/%"sv,    "/%4"sv,
          "/%zz"sv, "/%4z"sv, "/?\x7f"sv, "/?a b"sv, "/?\t"sv, "/?\0"sv,  "/?\x1f"sv, "/%?"sv})
        CHECK_MESSAGE(refusal(get_head(each)) == 400, each);
    for (unsigned byte = 0; byte < 256; ++byte) {
        CAPTURE(byte);
        const bool taken = byte > ' ' && byte != '#' && byte != 0x7f;
        CHECK(refusal(get_head("/?a=" + std::string(1, static_cast<char>(byte)) + "b")) == (taken ? 0 : 400));
    }
}

TEST_CASE("a body's length is said once, in digits")
{
    for (const char* each : {"0", "5", "0005", "1024"})
        CHECK_MESSAGE(refusal(post_head(std::string("Content-Length: ") + each + "\r\n")) == 0, each);
    for (const std::string_view each : {
             ""sv, "-1"sv, "+5"sv, "0x5"sv, "5 5"sv, "5, 5"sv, "5,5"sv, "5, 6"sv, "5,"sv, ",5"sv, "abc"sv, "1e1"sv, "5.0"sv,
             "5;"sv, "\x0b""5"sv, "'5'"sv, "\"5\""sv, "5\0"sv, "\xef\xbc\x95"sv, "18446744073709551616"sv,
             "99999999999999999999999"sv, "-0"sv, "5_0"sv, "5\r\n 0"sv})
        CHECK_MESSAGE(refusal(post_head(std::string("Content-Length: ").append(each).append("\r\n"))) == 400, each);
    check({
        {"two", post_head("Content-Length: 1\r\nContent-Length: 2\r\n")},
        {"two that are equal", post_head("Content-Length: 1\r\nContent-Length: 1\r\n")},
        {"a space before the colon", post_head("Content-Length : 5\r\n")},
        {"more than the limit", post_head("Content-Length: 1025\r\n"), 413},
        {"far more than the limit", post_head("Content-Length: 18446744073709551615\r\n"), 413},
    });
}

TEST_CASE("a coding is chunked, said once, without a length, and not in HTTP/1.0")
{
    for (const char* each : {"chunked", "Chunked", "\t chunked \t"})
        CHECK_MESSAGE(refusal(post_head(std::string("Transfer-Encoding: ") + each + "\r\n")) == 0, each);
    for (const char* each : {"gzip", "identity", "xchunked", "chunkedx", "gzip, chunked", "gzip, br, chunked"})
        CHECK_MESSAGE(refusal(post_head(std::string("Transfer-Encoding: ") + each + "\r\n")) == 501, each);
    for (const std::string_view each : {
             ""sv, ","sv, "chunked, chunked"sv, "chunked, gzip"sv, "gzip, br"sv, "chunked,"sv, ",chunked"sv, "chu nked"sv,
             "\"chunked\""sv, "chunked;q=1"sv, "\x0b""chunked"sv, "chunked\0"sv, "chunked\r"sv, "\r\n chunked"sv})
        CHECK_MESSAGE(refusal(post_head(std::string("Transfer-Encoding: ").append(each).append("\r\n"))) == 400, each);
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    check({
        {"a length, then chunks", post_head("Content-Length: 1\r\n" + chunked)},
        {"chunks, then a length", post_head(chunked + "Content-Length: 1\r\n")},
        {"a length, then an unknown coding", post_head("Content-Length: 1\r\nTransfer-Encoding: gzip\r\n")},
        {"an unknown coding, then a length", post_head("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n")},
        {"twice", post_head(chunked + chunked)},
        {"an unknown one, then chunks", post_head("Transfer-Encoding: cow\r\n" + chunked)},
        {"chunks, then an unknown one", post_head(chunked + "Transfer-Encoding: cow\r\n")},
        {"in HTTP/1.0", "POST / HTTP/1.0\r\n" + chunked + "\r\n"},
    });
}

TEST_CASE("an expectation is 100-continue, and HTTP/1.0 has none")
{
    check({
        {"another", get_head("/", "Expect: pony\r\n"), 417},
        {"another beside it", get_head("/", "Expect: 100-continue, pony\r\n"), 417},
        {"another behind it", get_head("/", "Expect: 100-continue\r\nExpect: pony\r\n"), 417},
        {"another before it", get_head("/", "Expect: pony\r\nExpect: 100-continue\r\n"), 417},
        {"in HTTP/1.0", "GET / HTTP/1.0\r\nExpect: pony\r\n\r\n", 0},
        {"none in the list", get_head("/", "Expect:\r\n"), 0},
        {"a list of nothing", get_head("/", "Expect: , ,\r\n"), 0},
        {"a list with one element", get_head("/", "Expect: , 100-Continue ,\r\n"), 0},
        {"none, and another", get_head("/", "Expect: ,pony\r\n"), 417},
    });
}

TEST_CASE("a target of https is taken from a proxy that is trusted")
{
    const trusted_proxies trusted({"192.0.2.1"}, forwarding_field::forwarded);
    const std::string head = get_head("https://test/users?x");
    for (const auto& [peer, made] :
         {std::pair("192.0.2.1", progress::done), std::pair("192.0.2.2", progress::refused)}) {
        CAPTURE(peer);
        request request(method::get, "/");
        request.peer(*peer_address::parse(peer), &trusted);
        detail::known_authority host;
        request_parser parser(request, small_body, host);
        CHECK(parser.parse_head(head) == made);
        CHECK(request.path() == "/users");
    }
}

TEST_CASE("a head over the limit is refused with 431, a target with 414, as soon as that is seen")
{
    const detail::parse_limits small_head{.head = 256};
    const std::string long_text(300, 'a');
    CHECK(refusal(get_head("/", "X: " + long_text + "\r\n"), small_head) == 431);
    CHECK(refusal("GET / HTTP/1.1\r\nHost: test\r\nX: " + long_text, small_head) == 431);
    CHECK(refusal("GET / HTTP/1.1\r\nHost: test\r\n" + long_text, small_head) == 431);
    CHECK(refusal("GET /" + long_text, small_head) == 414); // the line alone
    CHECK(refusal("GET /" + std::string(200, 'a') + " HTTP/1.1\r\nX: " + std::string(100, 'x') + "\r\n\r\n", small_head) == 431);

    const detail::parse_limits small_target{.target = 100};
    CHECK(refusal(get_head("/" + std::string(99, 'a')), small_target) == 0);
    CHECK(refusal(get_head("/" + std::string(100, 'a')), small_target) == 414);
    CHECK(refusal("GET /" + std::string(99, 'a'), small_target) == 0);
    CHECK(refusal("GET /" + std::string(100, 'a'), small_target) == 414); // before it has come whole
}

TEST_CASE("fields over the limit are refused with 431")
{
    const detail::parse_limits three{.fields = 3};
    CHECK(refusal(get_head("/", "A: 1\r\nB: 2\r\n"), three) == 0);
    CHECK(refusal(get_head("/", "A: 1\r\nB: 2\r\nC: 3\r\n"), three) == 431);
}

TEST_SUITE_END();
