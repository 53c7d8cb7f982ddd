// What the server asks of Beast's parser. If one of these tests fails with another version of Boost, that version's
// parser does something in another way, and http/parse/ must not rely on that any more.
#include "http/parse/beast_parser.hpp"

#include <plait/http/detail/token.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beast_http = boost::beast::http;
using namespace plait::http;
using namespace std::string_view_literals;

namespace {

/// Writes down what Beast finds in a head.
class recorder final : public detail::beast_parser {
public:
    error_code failed;
    std::vector<std::string> found;
    bool only_views = true; // all that was found lies within the bytes that were given

    /// Gives Beast bytes that end where their memory ends. Returns how many of them it has taken.
    std::size_t take(std::string_view text)
    {
        given_.assign(text.begin(), text.end());
        return put(boost::asio::const_buffer(given_.data(), given_.size()), failed);
    }

    /// Beast is told that the field with this name is wrong.
    void refuse(std::string_view name) { refused_ = name; }

private:
    void on_request_impl(beast_http::verb, text method, text target, int version, error_code& wrong) override
    {
        note(std::string(method) + " " + std::string(target) + " " + std::to_string(version), {method, target});
        if (refused_ == std::string_view(method.data(), method.size()))
            wrong = beast_http::error::bad_target;
    }
    void on_field_impl(beast_http::field, text name, text value, error_code& wrong) override
    {
        note(std::string(name) + "=" + std::string(value), {name, value});
        if (refused_ == std::string_view(name.data(), name.size()))
            wrong = beast_http::error::bad_field;
    }
    void on_response_impl(int, text, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(text body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override { return body.size(); }
    void on_finish_impl(error_code&) override {}

    void note(std::string line, std::initializer_list<text> views)
    {
        found.push_back(std::move(line));
        for (const text& each : views)
            only_views =
                only_views
                && (each.empty()
                    || (each.data() >= given_.data() && each.data() + each.size() <= given_.data() + given_.size()));
    }

    std::vector<char> given_;
    std::string_view refused_;
};

constexpr std::string_view line = "GET / HTTP/1.1\r\n";

/// Whether Beast takes a head with this in it.
bool takes(const std::string& head)
{
    recorder one;
    return one.take(head) == head.size() && !one.failed;
}

} // namespace

TEST_SUITE_BEGIN("what is asked of Beast's parser");

TEST_CASE("a head is taken apart into views, and what follows it is left")
{
    recorder one;
    const std::string head =
        "PUT /users/7?full HTTP/1.1\r\nHost: test\r\nX-Empty:\r\nX-Blank: \t \r\nX: \t a  b \t\r\nX:c\r\n\r\n";

    CHECK(one.take(head + "GET / HTTP/1.1\r\n\r\n") == head.size());
    CHECK(!one.failed);
    CHECK(one.only_views);
    CHECK(
        one.found
        == std::vector<std::string>{"PUT /users/7?full 11", "Host=test", "X-Empty=", "X-Blank=", "X=a  b", "X=c"});

    recorder old;
    CHECK(old.take("GET / HTTP/1.0\r\n\r\n") == 18);
    CHECK(!old.failed);
    CHECK(old.found == std::vector<std::string>{"GET / 10"});
}

TEST_CASE("a head that has not come whole needs more, and its whole lines are taken")
{
    const std::string head = "POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nConnection: close\r\n\r\n";
    for (std::size_t size = 1; size < head.size(); ++size) {
        CAPTURE(size);
        recorder one;
        const std::size_t taken = one.take(std::string_view(head).substr(0, size));
        CHECK(one.failed == beast_http::error::need_more);
        // A field is taken as soon as it is known that the next line does not go on with its value.
        constexpr std::size_t request_line = 18;
        const std::size_t fields = size < 3 ? 0 : head.rfind("\r\n", size - 3) + 2;
        CHECK(taken == (size < request_line ? 0 : std::max(request_line, fields)));
    }
}

TEST_CASE("a line that is wrong is not taken, and the lines before it are")
{
    for (const std::string_view wrong :
         {"X\r\n"sv, "X : y\r\n"sv, ": y\r\n"sv, "(X): y\r\n"sv, "X: a\rb\r\n"sv, "X: a\x01\r\n"sv, "X: a\x7f\r\n"sv,
          "X: a\0\r\n"sv, "X: y\nZ: y\r\n"sv}) {
        CAPTURE(wrong);
        recorder one;
        CHECK(one.take(std::string(line) + "A: b\r\n" + std::string(wrong) + "C: d\r\n\r\n") == line.size() + 6);
        CHECK(one.failed);
        CHECK(one.failed != beast_http::error::need_more);
        CHECK(one.found == std::vector<std::string>{"GET / 11", "A=b"});
    }
    for (const std::string wrong :
         {"GET / HTTP/1.2\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\n\r\n\r\n", " / HTTP/1.1\r\n\r\n",
          "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n"}) {
        CAPTURE(wrong);
        recorder one;
        CHECK(one.take(wrong) == 0);
        CHECK(one.failed);
        CHECK(one.failed != beast_http::error::need_more);
        CHECK(one.found.empty());
    }
}

TEST_CASE("a head that ends with a wrong line break is refused")
{
    for (const std::string wrong : {"\rX", "\r\r", "\r\t\r\n\r\n"}) {
        CAPTURE(wrong);
        recorder one;
        const std::string head = std::string(line) + "A: b\r\n" + wrong;
        CHECK_FALSE(std::string_view(head).substr(0, one.take(head)).ends_with("\r\n\r\n"));
        CHECK(one.failed);
        CHECK(one.failed != beast_http::error::need_more);
    }
}

TEST_CASE("methods and names are tokens, targets and values have no control characters; all other bytes are taken")
{
    for (unsigned code = 0; code < 256; ++code) {
        CAPTURE(code);
        const char byte = static_cast<char>(code);
        if (byte != ':') {
            CHECK(takes(std::string(line) + "A" + byte + "B: c\r\n\r\n") == detail::is_token_char(byte));
            CHECK(takes(std::string("G") + byte + "T / HTTP/1.1\r\n\r\n") == detail::is_token_char(byte));
        }
        CHECK(takes(std::string(line) + "A: b" + byte + "c\r\n\r\n") == !detail::is_control(byte));
        const bool in_target = code > ' ' && code != 0x7f;
        CHECK(takes(std::string("GET /a") + byte + "b HTTP/1.1\r\n\r\n") == in_target);
    }
}

TEST_CASE("a Connection that is no list of tokens is a bad value, and so is a Proxy-Connection")
{
    for (const char* name : {"Connection", "Proxy-Connection"}) {
        for (const char* value : {"", "close", "a, b", ", a,, b ,"})
            CHECK(takes(std::string(line) + name + ": " + value + "\r\n\r\n"));
        for (const std::string value : {"a b", "a;b", "\"a\"", ", ;"}) {
            CAPTURE(value);
            recorder one;
            CHECK(one.take(std::string(line) + name + ": " + value + "\r\n\r\n") == line.size());
            CHECK(one.failed == beast_http::error::bad_value);
        }
    }
}

TEST_CASE("a line for which the caller sets an error is not taken")
{
    recorder by_line;
    by_line.refuse("GET");
    CHECK(by_line.take("GET / HTTP/1.1\r\nA: b\r\n\r\n") == 0);
    CHECK(by_line.failed == beast_http::error::bad_target);
    CHECK(by_line.found == std::vector<std::string>{"GET / 11"});

    recorder by_field;
    by_field.refuse("C");
    CHECK(by_field.take("GET / HTTP/1.1\r\nA: b\r\nC: d\r\nE: f\r\n\r\n") == line.size() + 6);
    CHECK(by_field.failed == beast_http::error::bad_field);
    CHECK(by_field.found == std::vector<std::string>{"GET / 11", "A=b", "C=d"});
}

TEST_CASE("the next call goes on with the line at which the last one has stopped, or with another one")
{
    recorder skips;
    CHECK(skips.take("GET / HTTP/1.1\r\nA: b\r\nConnection: a b\r\nC: d\r\n\r\n") == line.size() + 6);
    CHECK(skips.take("C: d\r\n\r\nrest") == 8);
    CHECK(!skips.failed);
    CHECK(skips.found == std::vector<std::string>{"GET / 11", "A=b", "C=d"});

    recorder other_line;
    CHECK(other_line.take("PUT /a HTTP/1.7\r\nA: b\r\n\r\n") == 0);
    CHECK(other_line.take(line) == line.size());
    CHECK(other_line.failed == beast_http::error::need_more);
    CHECK(other_line.take("A: b\r\n\r\n") == 8);
    CHECK(!other_line.failed);
    CHECK(other_line.found == std::vector<std::string>{"GET / 11", "A=b"});

    for (const std::string last : {"A: b\r\n", "A: a text that is longer than the end of a head\r\n", "A:\r\n"}) {
        CAPTURE(last);
        recorder same_line; // which is given again, with the beginning of another one behind it
        CHECK(same_line.take(std::string(line) + last) == line.size());
        CHECK(same_line.failed == beast_http::error::need_more);
        CHECK(same_line.take(last + "X\r\n\r\n") == last.size());
        CHECK(same_line.failed);
        CHECK(same_line.found.size() == 2);
    }
}

TEST_CASE("the end of a head is taken, whatever the head says of a body, and nothing of the body is")
{
    for (const std::string fields :
         {"", "Content-Length: 5\r\n", "Content-Length: 18446744073709551615\r\n", "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Upgrade: websocket\r\n"}) {
        for (const std::string rest : {"", "hello", "5\r\nhello\r\n0\r\n\r\n", "A: b\r\n\r\n"}) {
            CAPTURE(fields);
            CAPTURE(rest);
            recorder one;
            const std::string head = "POST / HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n";
            CHECK(one.take(head + rest) == head.size()); // there may be an error
            CHECK(one.failed != beast_http::error::need_more);
        }
    }
}

TEST_CASE("Beast has no limit of its own")
{
    std::string fields;
    for (int i = 0; i < 5000; ++i)
        fields += "X: 0123456789\r\n";
    CHECK(takes(std::string(line) + fields + "\r\n"));
    CHECK(takes(std::string(line) + "X: " + std::string(200'000, 'a') + "\r\n\r\n"));
    CHECK(takes(std::string(line) + std::string(200'000, 'X') + ": a\r\n\r\n"));
    CHECK(takes("GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\n\r\n"));
    CHECK(takes("POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n"));
}

TEST_SUITE_END();
