#include <plait/http/form.hpp>

#include <plait/http/cookie.hpp>
#include <plait/http/http_error.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>
#include <vector>

using namespace plait::http;

namespace {

constexpr const char* urlencoded = "application/x-www-form-urlencoded";
constexpr const char* in_parts = "multipart/form-data; boundary=b";

std::string part(const std::string& disposition, const std::string& content)
{
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

/// The error with which the form is refused.
http_error refused(std::initializer_list<field> fields, std::string_view body, const form_limits& limits = {})
{
    const request request(method::post, "/", body, fields);
    try {
        (void)request.form(limits);
    } catch (const http_error& error) {
        return error;
    }
    FAIL("was not refused");
    return http_error(status::bad_request);
}

http_error refused(const char* type, std::string_view body, const form_limits& limits = {})
{
    return refused({{"Content-Type", type}}, body, limits);
}

} // namespace

TEST_SUITE_BEGIN("form");

TEST_CASE("a form has its fields by name, decoded; one that is missing is empty")
{
    const request request(
        method::post, "/", "name=Ada+L%c3%b6w&empty=&none&a=1&&a=2&x%26y=%3D=%2B", {{"Content-Type", urlencoded}});
    const form_data form = request.form();

    CHECK(form["name"] == "Ada L\xC3\xB6w");
    CHECK(form["a"] == "1");
    CHECK(form["x&y"] == "==+");
    CHECK(form["missing"] == "");
    CHECK(form["empty"] == "");
    CHECK(form.contains("empty"));
    CHECK(form.contains("none"));
    CHECK_FALSE(form.contains("missing"));
    CHECK_FALSE(form.contains("Name"));
    CHECK(form.all("a") == std::vector<std::string_view>{"1", "2"});
    CHECK(form.all("missing").empty());
    CHECK(form.files().empty());
}

TEST_CASE("a form is walked over in its order")
{
    const request request(method::post, "/", "b=1&a=2&b=3", {{"Content-Type", urlencoded}});
    const form_data form = request.form();
    std::string all;
    for (const auto& [name, value] : form)
        all.append(name).append(value);
    CHECK(all == "b1a2b3");
    CHECK(form.size() == 3);
    CHECK_FALSE(form.empty());
}

TEST_CASE("a form in parts has fields, and files with their names, types and content")
{
    const std::string body = part("name=\"title\"", "A\r\nB") + part("name=tag", "x") + part("name=tag", "y")
                             + part("name=\"photo\"; filename=\"C:\\a.png\"\r\nContent-Type: image/png", "\r\n\xFF")
                             + part("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", "")
                             + part("name=\"photo\"; filename=\"b.png\"", "") + "--b--\r\n";
    const request request(method::post, "/", body, {{"Content-Type", in_parts}});
    const form_data form = request.form();

    CHECK(form["title"] == "A\r\nB");
    CHECK(form.all("tag") == std::vector<std::string_view>{"x", "y"});
    CHECK(form["photo"] == ""); // a file is no field
    CHECK_FALSE(form.contains("photo"));
    REQUIRE(form.file("photo") != nullptr);
    CHECK(form.file("photo")->name == "photo");
    CHECK(form.file("photo")->file_name == "a.png");
    CHECK(form.file("photo")->content_type == "image/png");
    CHECK(form.file("photo")->content == "\r\n\xFF");
    CHECK(form.file("none") == nullptr); // no file was chosen
    CHECK(form.file("title") == nullptr);
    REQUIRE(form.files().size() == 2);
    CHECK(form.files()[1].file_name == "b.png");
    CHECK(&form.require_file("photo") == form.file("photo"));
}

TEST_CASE("the type's case, its parameters and the white space around it do not matter")
{
    for (const char* each :
         {"Application/X-WWW-Form-UrlEncoded", "application/x-www-form-urlencoded; charset=UTF-8",
          "application/x-www-form-urlencoded \t;x", " application/x-www-form-urlencoded;"}) {
        CAPTURE(each);
        CHECK(request(method::post, "/", "a=1", {{"Content-Type", each}}).form()["a"] == "1");
    }
    for (const char* each :
         {"Multipart/Form-Data;Boundary=b", "multipart/form-data; charset=utf-8; boundary=\"b\"",
          "multipart/form-data ; boundary=b;"}) {
        CAPTURE(each);
        CHECK(request(method::post, "/", part("name=a", "1") + "--b--", {{"Content-Type", each}}).form()["a"] == "1");
    }
}

TEST_CASE("an empty body is an empty form of application/x-www-form-urlencoded")
{
    CHECK(request(method::post, "/", "", {{"Content-Type", urlencoded}}).form().empty());
}

TEST_CASE("another Content-Type, or none, is answered 415")
{
    for (const char* each :
         {"", "text/plain", "application/json", "multipart/mixed; boundary=b", "multipart/form-data2",
          "application/x-www-form-urlencoded x", "application", "a/b, multipart/form-data; boundary=b"}) {
        CAPTURE(each);
        CHECK(refused(each, "a=1").status() == status::unsupported_media_type);
    }
    CHECK(refused({}, "a=1").status() == status::unsupported_media_type);
}

TEST_CASE("a malformed form is answered 400")
{
    for (const char* each : {"a=%", "a=%4", "%zz=1", "a=1&b=%C3%"}) {
        CAPTURE(each);
        CHECK(refused(urlencoded, each).status() == status::bad_request);
    }
    const std::string good = part("name=a", "1") + "--b--";
    for (const char* each :
         {"multipart/form-data", "multipart/form-data; boundary", "multipart/form-data; boundary=",
          "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\"b\\\"\"",
          "multipart/form-data; boundary=\"b ", "multipart/form-data; boundary=\"b \"",
          "multipart/form-data; boundary=b; boundary=c", "multipart/form-data; boundary=b@"}) {
        CAPTURE(each);
        CHECK(refused(each, good).status() == status::bad_request);
    }
    CHECK(refused({{"Content-Type", urlencoded}, {"content-type", in_parts}}, good).status() == status::bad_request);
    CHECK(refused(in_parts, part("name=a", "1")).status() == status::bad_request);
    CHECK(refused(in_parts, part("x=a", "1") + "--b--").detail() == "a part of the form has no name");
}

TEST_CASE("a form beyond its limits is answered 413")
{
    std::string most = "a";
    for (int i = 1; i < 1000; ++i)
        most += "&a";
    CHECK(request(method::post, "/", most, {{"Content-Type", urlencoded}}).form().size() == 1000);
    CHECK(refused(urlencoded, most + "&b").status() == status::payload_too_large);
    CHECK(refused(urlencoded, std::string(257, 'x')).status() == status::payload_too_large);
    CHECK(refused(urlencoded, "a&b", form_limits().fields(1)).status() == status::payload_too_large);
    CHECK(
        refused(in_parts, part("name=a", "1") + part("name=b", "1") + "--b--", form_limits().parts(1)).status()
        == status::payload_too_large);
}

TEST_CASE("a handler that asks for a form is answered by what the form is")
{
    http_test::router routes;
    routes.post("/login", [](request& request) -> plait::awaitable<response> {
        const form_data form = request.form();
        co_return redirect("/me").set_cookie(cookie("name", form.require("name")));
    });
    http_test::with_server(
        routes, server_options(),
        [](http_test::memory_server& server, http_test::virtual_clock&) -> plait::awaitable<void> {
            auto sent = [&](const std::string& type, const std::string& body) -> plait::awaitable<std::string> {
                http_test::memory_stream client = server.connect();
                std::string text = http_test::post("/login", body);
                text.insert(text.find("\r\n\r\n"), "\r\nContent-Type: " + type);
                co_return co_await http_test::ask(client, text);
            };
            const std::string right = co_await sent(urlencoded, "name=ada");
            CHECK(right.starts_with("HTTP/1.1 303 "));
            CHECK(right.find("\r\nSet-Cookie: name=ada; Path=/\r\n") != std::string::npos);
            CHECK((co_await sent(in_parts, part("name=name", "ada") + "--b--")).starts_with("HTTP/1.1 303 "));
            const std::string missed = co_await sent(urlencoded, "x=ada");
            CHECK(missed.starts_with("HTTP/1.1 422 "));
            CHECK(
                missed.find("{\"pointer\":\"/name\",\"expected\":\"a field\",\"got\":\"nothing\"}")
                != std::string::npos);
            CHECK((co_await sent(urlencoded, "name=%")).starts_with("HTTP/1.1 400 "));
            CHECK((co_await sent(in_parts, "name=ada")).starts_with("HTTP/1.1 400 "));
            CHECK((co_await sent("text/plain", "name=ada")).starts_with("HTTP/1.1 415 "));
            // What a client gave is checked where it is written.
            CHECK((co_await sent(urlencoded, "name=a%0d%0aX:1")).starts_with("HTTP/1.1 500 "));
        });
}

TEST_SUITE_END();
