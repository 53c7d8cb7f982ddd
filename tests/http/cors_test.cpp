#include <plait/http/cors.hpp>

#include <plait/http/basic_auth.hpp>
#include <plait/http/router.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <initializer_list>
#include <stdexcept>
#include <string>

using namespace http_test;

namespace {

constexpr const char* shop = "https://shop.example";

router served(cors_options options)
{
    router app;
    app.use(
        cors(std::move(options)), basic_auth([](std::string_view name, std::string_view) { return name == "ada"; }));
    app.put("/", [](request&) { return text("put").set("Vary", "Accept"); });
    return app;
}

/// The fields of the answer that CORS is about, a line each.
std::string answer_of(const router& app, method with, std::initializer_list<field> fields)
{
    std::string told;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(with, "/", "", fields);
        const response answer = co_await app(request);
        told = std::to_string(static_cast<int>(answer.status())) + "\n";
        const std::string lines(answer.field_lines());
        for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
            if (lines.compare(at, 8, "Access-C") == 0 || lines.compare(at, 5, "Vary:") == 0)
                told += lines.substr(at, lines.find('\r', at) - at) + "\n";
    });
    return told;
}

const field ada{"Authorization", "Basic YWRhOg=="};

} // namespace

TEST_SUITE_BEGIN("cors");

TEST_CASE("a page of an origin that is named may read answers, errors included")
{
    const router app = served(cors_options({shop}).credentials().exposed_fields({"X-Total"}));
    const std::string fields =
        "Access-Control-Allow-Origin: https://shop.example\nAccess-Control-Allow-Credentials: true\n"
        "Access-Control-Expose-Headers: X-Total\n";
    CHECK(answer_of(app, method::put, {{"Origin", shop}, ada}) == "200\nVary: Accept\nVary: Origin\n" + fields);
    CHECK(answer_of(app, method::put, {{"Origin", shop}}) == "401\nVary: Accept\nVary: Origin\n" + fields);
}

TEST_CASE("other pages may not, and requests of no page are answered as ever")
{
    const router app = served(cors_options({shop}));
    for (const char* each : {"https://else.example", "null", "https://shop.example:8443", "http://shop.example", ""})
        CHECK(answer_of(app, method::put, {{"Origin", each}, ada}) == "200\nVary: Accept\nVary: Origin\n");
    CHECK(answer_of(app, method::put, {ada}) == "200\nVary: Accept\nVary: Origin\n");
}

TEST_CASE("what browsers ask ahead is answered before a login is asked for")
{
    const router app = served(cors_options({shop}).max_age(60s).methods({"PUT"}).fields({"X-A", "X-B"}));
    const field ahead{"Access-Control-Request-Method", "PUT"};
    CHECK(
        answer_of(app, method::options, {{"Origin", shop}, ahead})
        == "204\nAccess-Control-Max-Age: 60\nAccess-Control-Allow-Methods: PUT\nAccess-Control-Allow-Headers: X-A, "
           "X-B\n"
           "Vary: Origin\nAccess-Control-Allow-Origin: https://shop.example\n");
    CHECK(answer_of(app, method::options, {{"Origin", "https://else.example"}, ahead}) == "204\nVary: Origin\n");
    CHECK(answer_of(app, method::options, {{"Origin", shop}}).starts_with("401\n")); // asks for no method
    CHECK(answer_of(app, method::options, {ahead}).starts_with("401\n"));            // is no page
}

TEST_CASE("all origins may be allowed, but not with credentials")
{
    const router app = served(cors_options({"*"}));
    CHECK(
        answer_of(app, method::put, {{"Origin", "https://else.example"}, ada})
        == "200\nVary: Accept\nAccess-Control-Allow-Origin: *\n");
    CHECK(answer_of(app, method::put, {ada}) == "200\nVary: Accept\nAccess-Control-Allow-Origin: *\n"); // for caches
    CHECK_THROWS_AS(cors_options({"*"}).credentials(), std::invalid_argument);
}

TEST_CASE("wrong options are refused")
{
    for (const char* each :
         {"", "shop.example", "https://", "https://shop.example/", "https://Shop.example", "null",
          "https://shop.example:443", "http://shop.example:80", "https://*.example"})
        CHECK_THROWS_AS(cors_options({each}), std::invalid_argument);
    CHECK_NOTHROW(cors_options({"http://shop.example:443", "https://shop.example:80", "https://[::1]:8443"}));
    CHECK_THROWS_AS(cors_options(std::initializer_list<std::string_view>()), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({"*", shop}), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({shop}).methods({"patch"}), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({shop}).methods({"A B"}), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({shop}).fields({"*"}), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({shop}).exposed_fields({"A:"}), std::invalid_argument);
    CHECK_THROWS_AS(cors_options({shop}).max_age(-1s), std::invalid_argument);
}
