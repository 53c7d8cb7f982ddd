#include <plait/http/response.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

using namespace plait::http;
using namespace std::string_view_literals;

TEST_SUITE_BEGIN("response");

TEST_CASE("a response is 200 without a body unless it is told otherwise")
{
    CHECK(response().status() == status::ok);
    CHECK(response().body().empty());
    CHECK(response().content_type().empty());
    CHECK(response(status::no_content).status() == status::no_content);
    CHECK(response(static_cast<status>(299)).status() == static_cast<status>(299));
}

TEST_CASE("setters chain, on a temporary and on a variable")
{
    const response made = response(status::created).set("A", "1").add("B", "2").content_type("image/png").body("x");
    response kept;
    kept.set("A", "1").add("B", "2").content_type("image/png").body("x");

    for (const response& each : {made, kept}) {
        CHECK(each.field("A") == "1");
        CHECK(each.field("B") == "2");
        CHECK(each.content_type() == "image/png");
        CHECK(each.body() == "x");
    }
}

TEST_CASE("field finds the first field of that name, in any case of letters")
{
    const response made = text("x").add("X-One", "1").add("x-one", "2").add("X-Empty", "");

    CHECK(made.field("x-oNE") == "1");
    CHECK(made.field("X-Empty") == "");
    CHECK(made.field("X-On") == std::nullopt);
    CHECK(made.field("1") == std::nullopt);
    CHECK(made.field("content-type") == "text/plain; charset=utf-8");
    CHECK(response().field("Content-Type") == std::nullopt);
}

TEST_CASE("set adds a field, or replaces those of that name")
{
    response made;
    made.add("A", "1").add("B", "2").add("a", "3").add("AA", "4");

    made.set("A", "5").set("C", "6");

    CHECK(made.field_lines() == "B: 2\r\nAA: 4\r\nA: 5\r\nC: 6\r\n");
}

TEST_CASE("add adds a field beside others of that name")
{
    const response made = response().add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");

    CHECK(made.field_lines() == "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
}

TEST_CASE("set and add throw std::invalid_argument if the name is not a token")
{
    for (const std::string_view name : {""sv, "a b"sv, "a:"sv, ":"sv, "a\r\nb"sv, "a\n"sv, "\xC3\xA4"sv, "a\0"sv, "a/"sv}) {
        CAPTURE(name);
        response made;
        CHECK_THROWS_AS(made.set(name, "1"), std::invalid_argument);
        CHECK_THROWS_AS(made.add(name, "1"), std::invalid_argument);
        CHECK(made.field_lines().empty());
    }
    CHECK_NOTHROW((void)response().set("!#$%&'*+-.^_`|~09azAZ", "1"));
}

TEST_CASE("set and add throw std::invalid_argument if the value has a control character")
{
    for (const std::string_view value :
         {"a\r\nSet-Cookie: b"sv, "a\n"sv, "\r"sv, "a\0b"sv, "\x1b[31m"sv, "\x7f"sv, "a\r\n\r\nHTTP/1.1 200 OK"sv}) {
        CAPTURE(value);
        response made = response().set("X", "before");
        CHECK_THROWS_WITH_AS(
            made.set("X", value), "response: the value of X has a control character", std::invalid_argument);
        CHECK_THROWS_AS(made.add("X", value), std::invalid_argument);
        CHECK_THROWS_AS((void)redirect(value), std::invalid_argument);
        CHECK(made.field_lines() == "X: before\r\n"); // as if nothing had been tried
    }
    CHECK_NOTHROW((void)response().set("X", "tab\t, \xC3\xA4 and \"quotes\""));
}

TEST_CASE("set and add throw std::invalid_argument for the fields that are the server's")
{
    for (const char* name : {"Content-Length", "content-length", "Transfer-Encoding", "Connection", "DATE"}) {
        CAPTURE(name);
        response made;
        CHECK_THROWS_WITH_AS(
            made.set(name, "1"), (std::string("response: ") + name + " is set by the server").c_str(),
            std::invalid_argument);
        CHECK_THROWS_AS(made.add(name, "1"), std::invalid_argument);
    }
}

TEST_CASE("a value may be that of another field of the same response")
{
    response made = response().set("First", "a value that is long enough for the heap, and then some more of it");

    for (int i = 0; i < 10; ++i) {
        made.add("Copy", *made.field("First"));
        made.set("First", *made.field("First"));
    }

    CHECK(made.field("Copy") == "a value that is long enough for the heap, and then some more of it");
    CHECK(made.field("First") == made.field("Copy"));
}

TEST_CASE("Content-Type is that of content_type if no field of that name is set")
{
    SUBCASE("set afterwards")
    {
        const response made = html("x").set("content-type", "text/x");
        CHECK(made.field("Content-Type") == "text/x");
        CHECK(made.content_type().empty());
    }
    SUBCASE("set before")
    {
        const response made = response().set("content-type", "text/x").content_type("text/y");
        CHECK(made.field("Content-Type") == "text/x");
        CHECK(made.content_type().empty());
    }
    SUBCASE("added afterwards")
    {
        const response made = html("x").add("Content-Type", "text/x");
        CHECK(made.field("Content-Type") == "text/x");
        CHECK(made.content_type().empty());
    }
    SUBCASE("replaced")
    {
        CHECK(html("x").content_type("text/y").field("Content-Type") == "text/y");
    }
}

TEST_CASE("text, html and json_text have the usual Content-Type; text and HTML are UTF-8")
{
    CHECK(text("a").content_type() == "text/plain; charset=utf-8");
    CHECK(html("a").content_type() == "text/html; charset=utf-8");
    CHECK(json_text("{}").content_type() == "application/json");
    for (const response& each : {text("a", status::gone), html("a", status::gone), json_text("a", status::gone)}) {
        CHECK(each.status() == status::gone);
        CHECK(each.body() == "a");
    }
    CHECK(text("a").status() == status::ok);
}

TEST_CASE("attachment names the file as which browsers save the body")
{
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
             {"prices.csv", "attachment; filename=\"prices.csv\""},
             {"a b;c='d'.txt", "attachment; filename=\"a b;c='d'.txt\""},
             {"K\xC3\xB6ln \xE2\x82\xAC.csv",
              "attachment; filename=\"K_ln _.csv\"; filename*=UTF-8''K%C3%B6ln%20%E2%82%AC.csv"},
             {"a\"b.csv", "attachment; filename=\"a_b.csv\"; filename*=UTF-8''a%22b.csv"},
             {"100%41.csv", "attachment; filename=\"100_41.csv\"; filename*=UTF-8''100%2541.csv"},
             {"\xF0\x9F\x98\x80*'", "attachment; filename=\"_*'\"; filename*=UTF-8''%F0%9F%98%80%2A%27"},
         }) {
        CHECK(text("x").attachment(name).field("Content-Disposition") == value);
    }
    response made = text("x").attachment("a");
    made.attachment("b");
    CHECK(made.field_lines() == "Content-Disposition: attachment; filename=\"b\"\r\n");
}

TEST_CASE("attachment throws std::invalid_argument for what is not the name of a file in UTF-8")
{
    for (const std::string_view each :
         {""sv, "a/b"sv, "../a"sv, "a\\b"sv, "a\r\nX: 1"sv, "a\0"sv, "a\t"sv, "\x7f"sv, "\xFF"sv, "\x80"sv, "\xC3"sv, "\xC3("sv,
          "\xC0\xAF"sv, "\xE0\x80\xAF"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\xF0\x8F\xBF\xBF"sv, "\xE2\x82"sv}) {
        CAPTURE(each);
        CHECK_THROWS_AS((void)response().attachment(each), std::invalid_argument);
    }
}

TEST_CASE("redirect has a Location, and no body")
{
    const response made = redirect("/users?x=1");

    CHECK(made.status() == status::see_other);
    CHECK(made.field("Location") == "/users?x=1");
    CHECK(made.body().empty());
    CHECK(redirect("/", status::permanent_redirect).status() == status::permanent_redirect);
}

TEST_CASE("redirect encodes what no URL has, and leaves alone what one has")
{
    for (const char* each : {"/a%20b?c=%zz&d=[e]#f", "http://[::1]:80/~x", "//host/'(!)*,;=@", "", "#"})
        CHECK(redirect(each).field("Location") == each);
    CHECK(redirect("/\t/evil.example").field("Location") == "/%09/evil.example");
    CHECK(redirect("/\\evil.example").field("Location") == "/%5Cevil.example");
    CHECK(redirect("/a b\"<\xC3\xBC>").field("Location") == "/a%20b%22%3C%C3%BC%3E");
    CHECK_THROWS_AS(static_cast<void>(redirect("/\r\nX: y")), std::invalid_argument);
}

TEST_CASE("status_text is the status as its own body")
{
    CHECK(status_text(status::not_found).status() == status::not_found);
    CHECK(status_text(status::not_found).body() == "404 Not Found\n");
    CHECK(status_text(static_cast<status>(299)).body() == "299\n");
}

TEST_SUITE_END();
