#include <plait/http/multipart_reader.hpp>

#include <plait/http/http_error.hpp>
#include <plait/http/request.hpp>
#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <string>

using namespace plait::http;
using plait::awaitable;
namespace testing = plait::testing;

namespace {

const std::string form_body = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA title\r\n"
                              "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n"
                              "Content-Type: image/png\r\n\r\n"
                              + std::string(1000, 'x') + "\r\n--b--\r\n";

/// Calls read(form) for a form that comes in pieces of that size. Returns the status with which it is refused, or 0.
template <class Read>
int reading(const std::string& body, std::size_t piece, Read read, const char* type = "multipart/form-data; boundary=b")
{
    const request request(method::post, "/", "", {{"Content-Type", type}});
    int refusal = 0;
    testing::run_virtual([&](testing::virtual_clock&) -> awaitable<void> {
        try {
            body_reader pieces(body, piece);
            multipart_reader form(request, pieces);
            co_await read(form);
        } catch (const http_error& error) {
            refusal = static_cast<int>(error.status());
        }
    });
    return refusal;
}

awaitable<void> skip_all(multipart_reader& form)
{
    for (bool more = true; more;) // no co_await in the condition, as this coroutine has no variable (gcc#106188)
        more = co_await form.next();
}

} // namespace

TEST_SUITE_BEGIN("multipart_reader");

TEST_CASE("a form is read part by part, whatever the pieces in which it comes")
{
    for (const std::size_t piece :
         {std::size_t(1), std::size_t(2), std::size_t(7), std::size_t(100), form_body.size()}) {
        CAPTURE(piece);
        CHECK(
            reading(
                form_body, piece,
                [](multipart_reader& form) -> awaitable<void> {
                    REQUIRE(co_await form.next());
                    CHECK(form.name() == "title");
                    CHECK_FALSE(form.is_file());
                    CHECK(co_await form.text() == "A title");
                    CHECK(co_await form.text() == "");
                    REQUIRE(co_await form.next());
                    CHECK(form.name() == "photo");
                    CHECK(form.is_file());
                    CHECK(form.file_name() == "a.png");
                    CHECK(form.content_type() == "image/png");
                    std::string content;
                    while (const auto each = co_await form.read())
                        content += *each;
                    CHECK(content == std::string(1000, 'x'));
                    CHECK_FALSE((co_await form.read()).has_value()); // stays at the end of the part
                    CHECK_FALSE(co_await form.next());
                    CHECK_FALSE(co_await form.next());
                    CHECK_FALSE((co_await form.read()).has_value());
                })
            == 0);
    }
}

TEST_CASE("what is not read of a part is left out")
{
    CHECK(
        reading(
            form_body, 10,
            [](multipart_reader& form) -> awaitable<void> {
                REQUIRE(co_await form.next());
                REQUIRE(co_await form.next());
                CHECK((co_await form.read()).has_value());
                CHECK_FALSE(co_await form.next());
            })
        == 0);
}

TEST_CASE("a form that is malformed, or ends too early, is answered 400, when the rest has been read")
{
    CHECK(reading(form_body.substr(0, form_body.size() - 10), 10, skip_all) == 400);
    CHECK(reading(form_body + "--b", 10, skip_all) == 0); // behind the end
    CHECK(reading("--b\r\nX\r\n\r\n", 10, skip_all) == 400);
    CHECK(reading("", 10, skip_all) == 400);
    CHECK(reading(form_body.substr(0, form_body.size() - 2) + "x", form_body.size(), skip_all) == 400);
}

TEST_CASE("a request that sends no form in parts is answered 415")
{
    CHECK(reading("a=1", 10, skip_all, "application/x-www-form-urlencoded") == 415);
    CHECK(reading("{}", 10, skip_all, "application/json") == 415);
}

TEST_CASE("a field that is longer than it may be is answered 413")
{
    auto text_of = [](plait::bytes most) {
        return [most](multipart_reader& form) -> awaitable<void> {
            REQUIRE(co_await form.next());
            (void)co_await form.text(most);
        };
    };
    CHECK(reading(form_body, 10, text_of(7)) == 0);
    CHECK(reading(form_body, 10, text_of(6)) == 413);
    CHECK(reading(form_body, form_body.size(), text_of(6)) == 413);
}

TEST_CASE("a handler reads a form while it comes, and a malformed one is answered 400")
{
    router routes;
    routes.post("/photos", [](request& request, body_reader& body) -> awaitable<response> {
        multipart_reader form(request, body);
        std::size_t size = 0;
        while (co_await form.next())
            if (form.name() == "photo")
                while (const auto piece = co_await form.read())
                    size += piece->size();
        co_return plait::http::text(std::to_string(size));
    });
    http_test::with_server(
        routes, server_options(), [](testing::memory_server& server, testing::virtual_clock&) -> awaitable<void> {
            auto sent = [&](std::string body, std::size_t size) -> awaitable<std::string> {
                std::string text = http_test::post("/photos", body);
                text.insert(text.find("\r\n\r\n"), "\r\nContent-Type: multipart/form-data; boundary=b");
                testing::memory_stream client = server.connect();
                for (std::size_t at = 0; at < text.size(); at += size) {
                    co_await client.write(text.substr(at, size));
                    co_await plait::sleep_for(std::chrono::milliseconds(1));
                }
                co_return co_await testing::read_answer(client);
            };
            for (const std::size_t size : {std::size_t(100'000), std::size_t(50), std::size_t(7)}) {
                CAPTURE(size);
                const std::string right = co_await sent(form_body, size);
                CHECK(right.starts_with("HTTP/1.1 200 "));
                CHECK(right.ends_with("\r\n\r\n1000"));
                const std::string wrong = co_await sent(form_body.substr(0, form_body.size() - 4), size);
                CHECK(wrong.starts_with("HTTP/1.1 400 "));
                CHECK(wrong.find("the form ends before its last boundary") != std::string::npos);
            }
        });
}

TEST_SUITE_END();
