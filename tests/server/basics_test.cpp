#include "routes/routes.hpp" // of server/

#include <plait/testing/virtual_time.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

using plait::awaitable;
using plait::testing::run_virtual;
using plait::testing::virtual_clock;
namespace http = plait::http;

namespace {

http::response answer(http::method method, const char* target, const char* body = "", const char* type = "text/x-test")
{
    std::optional<http::response> got;
    run_virtual([&](virtual_clock&) -> awaitable<void> {
        site shared(0);
        const http::router app = make_app(shared);
        http::request request(method, target, body, {{"Content-Type", type}});
        got = co_await app(request);
    });
    return *got;
}

} // namespace

TEST_SUITE_BEGIN("basics");

TEST_CASE("/plaintext says hello")
{
    const http::response got = answer(http::method::get, "/plaintext");

    CHECK(got.body() == "Hello, World!");
    CHECK(got.field("Content-Type") == "text/plain; charset=utf-8");
}

TEST_CASE("/json says hello in JSON")
{
    const http::response got = answer(http::method::get, "/json");

    CHECK(got.body() == R"({"message":"Hello, World!"})");
    CHECK(got.field("Content-Type") == "application/json");
}

TEST_CASE("/healthz is ok, and tells how the load is borne")
{
    const http::response got = answer(http::method::get, "/healthz");

    CHECK(got.status() == http::status::ok);
    CHECK(got.body() == R"({"status":"ok","overloaded":false,"shed":0})");
}

TEST_CASE("/echo answers a GET, and gives a POST its body and type back")
{
    CHECK(answer(http::method::get, "/echo").status() == http::status::ok);
    const http::response got = answer(http::method::post, "/echo", "some body");

    CHECK(got.body() == "some body");
    CHECK(got.field("Content-Type") == "text/x-test");
}

TEST_CASE("any other path is answered 404")
{
    CHECK(answer(http::method::get, "/nope").status() == http::status::not_found);
    CHECK(answer(http::method::delete_, "/echo").status() == http::status::method_not_allowed);
}

TEST_SUITE_END();
