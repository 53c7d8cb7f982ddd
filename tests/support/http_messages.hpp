#pragma once

#include <plait/http/detail/parse_limits.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Requests, right and wrong, with their answers, and the ways to cut them into pieces.
namespace http_messages {

using namespace plait::http;

struct message {
    std::string name;
    std::string text;
    int status;            // the answer
    std::string body = ""; // what the server has read, if the status is 200
};

inline const detail::parse_limits limits{
    .head = 256, .target = 40, .fields = 4, .body = 32, .chunk_extensions = 20, .trailers = 24};

inline std::string chunked(std::string_view chunks)
{
    return std::string("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").append(chunks);
}

inline std::string sized(std::string_view length, std::string_view body = "")
{
    return std::string("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ").append(length).append("\r\n\r\n").append(body);
}

inline std::string with_lines(std::string_view lines)
{
    return std::string("GET / HTTP/1.1\r\nHost: a\r\n").append(lines).append("\r\n");
}

/// A head of that size, with a field that fills it up.
inline std::string head_of(std::size_t size)
{
    return with_lines("X: " + std::string(size - with_lines("X: \r\n").size(), 'x') + "\r\n");
}

inline std::vector<message> messages()
{
    const std::string a(40, 'a');
    return {
        {"a head alone", with_lines(""), 200},
        {"three fields more", with_lines("A:\r\nB: \t b\t \r\nC:c\r\n"), 200},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\nB: b\r\n\r\n", 200},
        {"a Connection that is no list", with_lines("Connection: a b\r\nB: b\r\n"), 200},
        {"a URL", "GET http://b/c?d HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"a line that ends with LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
        {"an end with LF", "GET / HTTP/1.1\r\nHost: a\r\n\nB: b\r\n\r\n", 400},
        {"a name that is no token", with_lines("B : b\r\n"), 400},
        {"a folded value", with_lines("B: b\r\n b\r\n"), 400},
        {"a folded value that begins empty", with_lines("B:\r\n b\r\n"), 400},
        {"a control character", with_lines("B: b\x01\r\n"), 400},
        {"no Host", "GET / HTTP/1.1\r\nB: b\r\n\r\n", 400},
        {"another expectation", with_lines("Expect: b\r\n"), 417},

        {"a head at its limit", head_of(256), 200},
        {"a head over its limit", head_of(257), 431},
        {"a head far over its limit", head_of(400), 431},
        {"a head of HTTP/1.2 over its limit", "GET / HTTP/1.2\r\nHost: a\r\nX: " + std::string(300, 'x') + "\r\n\r\n",
         431},
        {"a head over its limit, whose last line is whole", with_lines("X: " + std::string(226, 'x') + "\r\nYY: y\r\n"),
         431},
        {"a line over the limit of the head", "GET /" + std::string(300, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"a target at its limit", "GET /" + a.substr(1) + " HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"a target over its limit", "GET /" + a + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"as many fields as there may be", with_lines("B: b\r\nC: c\r\nD: d\r\n"), 200},
        {"a wrong field as the last one that may be", with_lines("B: b\r\nC: c\r\nHost: a\r\n"), 400},
        {"a length and a coding as the last ones that may be",
         with_lines("B: b\r\nTransfer-Encoding: gzip\r\nContent-Length: 0\r\n"), 400},
        {"a field over their limit", with_lines("B: b\r\nC: c\r\nD: d\r\nE: e\r\n"), 431},

        {"a length", sized("5", "hello"), 200, "hello"},
        {"a length of zero", sized("0"), 200},
        {"a length with zeros", sized("005", "hello"), 200, "hello"},
        {"a length at its limit", sized("32", a.substr(0, 32)), 200, a.substr(0, 32)},
        {"a length over its limit", sized("33", a.substr(0, 33)), 413},
        {"a length over every limit", sized("18446744073709551615"), 413},
        {"a length of more than 64 bits", sized("18446744073709551616"), 400},
        {"two lengths", sized("5\r\nContent-Length: 5", "hello"), 400},
        {"a list of lengths", sized("5, 5", "hello"), 400},
        {"a length and chunks", sized("5\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"), 400},

        {"a coding that is not known", with_lines("Transfer-Encoding: gzip\r\n"), 501},
        {"a coding that is not known, and a field as its body", with_lines("Transfer-Encoding: gzip\r\n") + "A: b\r\n",
         501},
        {"a coding that is not known, in chunks", with_lines("Transfer-Encoding: gzip, chunked\r\n"), 501},
        {"chunks of chunks", with_lines("Transfer-Encoding: chunked, chunked\r\n"), 400},
        {"chunks, in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},

        {"no chunk", chunked("0\r\n\r\n"), 200},
        {"one chunk", chunked("5\r\nhello\r\n0\r\n\r\n"), 200, "hello"},
        {"three chunks", chunked("1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n"), 200, "abcdef"},
        {"chunks that look like the end", chunked("5\r\n0\r\n\r\n\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n"), 200,
         "0\r\n\r\n\r\n\r\n"},
        {"digits in small letters", chunked("a\r\n0123456789\r\n0\r\n\r\n"), 200, "0123456789"},
        {"digits in capitals", chunked("0A\r\n0123456789\r\n000\r\n\r\n"), 200, "0123456789"},
        {"extensions", chunked("1;a\r\nx\r\n1;b=c;d\r\ny\r\n0;e\r\n\r\n"), 200, "xy"},
        {"extensions with spaces", chunked("1 ; a = b\r\nx\r\n0 ;c\r\n\r\n"), 200, "x"},
        {"extensions in quotes", chunked("1;a=\"\\\"; \"\r\nx\r\n0;b=\"\"\r\n\r\n"), 200, "x"},
        {"a trailer", chunked("1\r\nx\r\n0\r\nA: b\r\n\r\n"), 200, "x"},
        {"trailers", chunked("1\r\nx\r\n0;y\r\nA: b\r\nHost: c\r\nD:\r\n\r\n"), 200, "x"},
        {"a trailer without a chunk", chunked("0\r\nA: b\r\n\r\n"), 200},

        {"chunks at their limit", chunked("10\r\n0123456789abcdef\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"), 200,
         "0123456789abcdef0123456789abcdef"},
        {"chunks over their limit", chunked("10\r\n0123456789abcdef\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n"), 413},
        {"a chunk over every limit", chunked("ffffffffffffffff\r\n"), 413},
        {"a chunk of more than 64 bits", chunked("10000000000000000\r\n"), 400},
        {"extensions at their limit", chunked("1;" + a.substr(0, 19) + "\r\nx\r\n0\r\n\r\n"), 200, "x"},
        {"extensions over their limit", chunked("1;" + a.substr(0, 20) + "\r\nx\r\n0\r\n\r\n"), 400},
        {"extensions over their limit together",
         chunked("1;" + a.substr(0, 9) + "\r\nx\r\n0;" + a.substr(0, 10) + "\r\n\r\n"), 400},
        {"trailers at their limit", chunked("0\r\nA: " + a.substr(0, 19) + "\r\n\r\n"), 200},
        {"trailers over their limit", chunked("1\r\nx\r\n0\r\nA: " + a.substr(0, 20) + "\r\n\r\n"), 431},
        {"trailers over their limit together", chunked("0\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\nI: j\r\n\r\n"), 431},

        {"a chunk that is too long", chunked("1\r\nxy\r\n0\r\n\r\n"), 400},
        {"a chunk whose line ends with LF", chunked("1\nx\r\n0\r\n\r\n"), 400},
        {"a chunk without a size", chunked(";a\r\nx\r\n0\r\n\r\n"), 400},
        {"an extension without a name", chunked("1;\r\nx\r\n0\r\n\r\n"), 400},
        {"a quote without end", chunked("1;a=\"b\r\nx\r\n0\r\n\r\n"), 400},
        {"a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), 400},
        {"a trailer that says where the body ends", chunked("0\r\nContent-Length: 1\r\n\r\n"), 400},
    };
}

inline const std::string next_request = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

using pieces = std::vector<std::string_view>;

inline pieces cut(std::string_view text, std::size_t first, std::size_t second)
{
    return {text.substr(0, first), text.substr(first, second - first), text.substr(second)};
}

/// Each way to cut a message in two, and each way to cut its body in three if it is not longer than that. A cut within
/// the head makes no difference to a cut before it: a head that has not come whole is parsed from its start again.
inline std::vector<pieces> cuts(const message& of, std::string_view text, std::size_t longest)
{
    std::vector<pieces> all;
    for (std::size_t first = 0; first <= text.size(); ++first)
        all.push_back(cut(text, first, text.size()));
    const std::size_t head = of.text.find("\r\n\r\n");
    if (head == std::string::npos || of.text.size() - head > longest)
        return all;
    for (std::size_t first = head; first < of.text.size(); ++first)
        for (std::size_t second = first + 1; second <= of.text.size(); ++second)
            all.push_back(cut(text, first, second));
    return all;
}

inline pieces bytes_of(std::string_view text)
{
    pieces all;
    for (std::size_t i = 0; i < text.size(); ++i)
        all.push_back(text.substr(i, 1));
    return all;
}

} // namespace http_messages
