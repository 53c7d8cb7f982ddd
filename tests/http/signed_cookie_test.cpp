#include <plait/http/signed_cookie.hpp>

#include <plait/config.hpp>
#include <plait/http/current_route.hpp>
#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>

using namespace http_test;

namespace {

const std::string key = "an example of a key, which has 40 bytes.";
const std::string other_key = "another example of a key, of 41 bytes....";

} // namespace

TEST_SUITE_BEGIN("signed_cookie");

#if !PLAIT_HAS_OPENSSL

TEST_CASE("without OpenSSL a signed cookie is an error that says what is missing")
{
    CHECK_THROWS_WITH_AS(
        signed_cookie("a", key),
        "signed_cookie: this plait was built without OpenSSL; install its headers (Debian: libssl-dev), and build "
        "plait again",
        std::logic_error);
}

#else

namespace {

/// What the cookie's value is when a client sends this back.
std::optional<std::string> value_of(const signed_cookie& of, const std::string& sent)
{
    return of.value(request(method::get, "/", "", {{"Cookie", sent}}));
}

std::string sent(const cookie& of)
{
    return of.name() + "=" + of.value();
}

} // namespace

TEST_CASE("a value that was signed comes back, whatever bytes it has")
{
    const signed_cookie sessions("session", key);
    for (const std::string& each :
         {std::string(), std::string("ada"), std::string("a;b, \"c\"\r\n="), std::string("\0\xFF", 2),
          std::string("K\xC3\xB6ln"), std::string(2900, 'x')}) {
        CAPTURE(each);
        CHECK(value_of(sessions, sent(sessions.cookie(each))) == each);
    }
}

TEST_CASE("a signed cookie is HttpOnly, SameSite=Lax and for the whole site")
{
    const signed_cookie sessions("session", key);
    const std::string text = sessions.cookie("ada").text();
    CHECK(text.starts_with("session=YWRh.."));
    CHECK(text.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    CHECK(signed_cookie("__Host-session", key)
              .cookie("ada")
              .text()
              .ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax"));
    CHECK(sessions.expired().text() == cookie::expired("session").text());
}

TEST_CASE("the signature is HMAC-SHA-256, so that a restart of the server, or another one, believes it")
{
    CHECK(signed_cookie("session", key).cookie("ada").value() == "YWRh..VY_FzLDLe55UHJ8SdAfEGTEuMJ2ho9PxbvCSTOtmK88");
}

TEST_CASE("a request without the cookie has no value")
{
    const signed_cookie sessions("session", key);
    CHECK(sessions.value(request(method::get, "/")) == std::nullopt);
    for (const char* each :
         {"a=1", "session=", "session", "session=.", "session=..", "session=ada", "session=YWRh..", "session=YWRh...",
          "session=\"\""})
        CHECK(value_of(sessions, each) == std::nullopt);
}

TEST_CASE("a cookie that was changed in any way has no value")
{
    const signed_cookie sessions = signed_cookie("session", key).max_age(1h);
    const std::string good = sent(sessions.cookie("ada"));
    REQUIRE(value_of(sessions, good) == "ada");
    for (std::size_t at = sizeof("session=") - 1; at < good.size(); ++at) {
        CAPTURE(at);
        std::string changed = good;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK(value_of(sessions, changed) == std::nullopt);
        CHECK(value_of(sessions, std::string(good).erase(at, 1)) == std::nullopt);
        CHECK(value_of(sessions, std::string(good).insert(at, "A")) == std::nullopt);
        CHECK(value_of(sessions, good.substr(0, at)) == std::nullopt);
    }
    CHECK(value_of(sessions, good + "A") == std::nullopt);
    CHECK(value_of(sessions, good + "=") == std::nullopt);
}

TEST_CASE("a cookie of one name or key is none of another")
{
    const signed_cookie sessions("session", key);
    const std::string value = sessions.cookie("ada").value();
    CHECK(value_of(signed_cookie("admin", key), "admin=" + value) == std::nullopt);
    CHECK(value_of(signed_cookie("session", other_key), "session=" + value) == std::nullopt);
    CHECK(value_of(signed_cookie("session", key + "."), "session=" + value) == std::nullopt);
}

TEST_CASE("a cookie of that name which somebody else has set hides none that is signed")
{
    const signed_cookie sessions("session", key);
    CHECK(value_of(sessions, "session=evil; " + sent(sessions.cookie("ada"))) == "ada");
}

TEST_CASE("a cookie that was signed with a previous key is believed; new ones are signed with the new key")
{
    const signed_cookie before("session", key);
    const signed_cookie now = signed_cookie("session", other_key).previous_key(key);
    CHECK(value_of(now, sent(before.cookie("ada"))) == "ada");
    CHECK(value_of(now, sent(now.cookie("ada"))) == "ada");
    CHECK(value_of(before, sent(now.cookie("ada"))) == std::nullopt);
}

TEST_CASE("a value is believed until its max_age")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        const signed_cookie sessions = signed_cookie("session", key).max_age(60s);
        const cookie made = sessions.cookie("ada");
        CHECK(made.text().find("; Max-Age=60") != std::string::npos);
        co_await plait::sleep_for(59s);
        CHECK(value_of(sessions, sent(made)) == "ada");
        co_await plait::sleep_for(1s);
        CHECK(value_of(sessions, sent(made)) == std::nullopt);
        CHECK(value_of(signed_cookie("session", key), sent(made)) == std::nullopt); // its end is signed, too
    });
}

TEST_CASE("a value without an end is not believed once there is a max_age")
{
    const std::string for_ever = sent(signed_cookie("session", key).cookie("ada"));
    CHECK(value_of(signed_cookie("session", key).max_age(1h), for_ever) == std::nullopt);
}

TEST_CASE("a key of less than 32 bytes is refused, and the message says how to make one")
{
    CHECK_THROWS_WITH_AS(
        signed_cookie("session", "secret"),
        "signed_cookie 'session': the key has 6 bytes, and 32 are the least; make one with: openssl rand -hex 32",
        std::invalid_argument);
    CHECK_THROWS_AS(signed_cookie("session", std::string(31, 'x')), std::invalid_argument);
    CHECK_THROWS_AS(signed_cookie("session", key).previous_key(""), std::invalid_argument);
    CHECK_NOTHROW(signed_cookie("session", std::string(32, 'x')));
}

TEST_CASE("what is no name of a cookie, a max_age of none or without end, and a value that is too long are refused")
{
    CHECK_THROWS_AS(signed_cookie("a b", key), std::invalid_argument);
    CHECK_THROWS_AS(signed_cookie("a", key).max_age(0s), std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        signed_cookie("a", key).max_age(std::chrono::seconds::max()),
        "signed_cookie 'a': max_age is 100 years at most; without a max_age, values have no end",
        std::invalid_argument);
    CHECK_THROWS_AS(signed_cookie("a", key).max_age(24h * 36'525 + 1s), std::invalid_argument);
    CHECK_NOTHROW(signed_cookie("a", key).max_age(24h * 36'525));
    CHECK_THROWS_AS((void)signed_cookie("a", key).cookie(std::string(3100, 'x')), std::invalid_argument);
}

TEST_CASE("a signed cookie is Secure if the request that is being answered was, in every task of its handler")
{
    static const signed_cookie sessions("session", key);
    static const trusted_proxies trusted({"10.0.0.1"}, forwarding_field::x_forwarded_for);
    router routes;
    routes.get("/{from}", [](request& request) -> awaitable<response> {
        request.peer(*peer_address::parse(request.parameter("from")), &trusted);
        auto made = []() -> awaitable<std::string> {
            co_await plait::sleep_for(1ms);
            co_return sessions.cookie("ada").text();
        };
        auto [first, second] = co_await plait::run_concurrent(made(), made());
        CHECK(first == second);
        co_return response().set_cookie(sessions.cookie("ada")).set("X-In-A-Task", first);
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        auto is_secure = [&](const std::string& from, const std::string& lines) -> awaitable<bool> {
            memory_stream client = server.connect();
            const std::string answer = co_await ask(client, get("/" + from, lines));
            const bool secure = answer.find("; HttpOnly; Secure; SameSite=Lax\r\n") != std::string::npos;
            CHECK(secure == (answer.find("; HttpOnly; SameSite=Lax\r\n") == std::string::npos));
            co_return secure;
        };
        CHECK(co_await is_secure("10.0.0.1", "X-Forwarded-Proto: https\r\n"));
        CHECK_FALSE(co_await is_secure("10.0.0.1", "X-Forwarded-Proto: http\r\n"));
        CHECK_FALSE(co_await is_secure("10.0.0.1", ""));
        CHECK_FALSE(co_await is_secure("10.0.0.2", "X-Forwarded-Proto: https\r\n"));
    });
    CHECK(sessions.cookie("ada").text().ends_with("; HttpOnly; SameSite=Lax")); // where there is no request
}

TEST_CASE("a signed cookie that is made for the answer to an error is Secure, too")
{
    static const signed_cookie sessions("session", key);
    static const trusted_proxies trusted({"10.0.0.1"}, forwarding_field::x_forwarded_for);
    router routes;
    auto fail = [](request& request) -> response {
        request.peer(*peer_address::parse("10.0.0.1"), &trusted);
        throw http_error(status::conflict);
    };
    routes.get("/at-once", fail);
    routes.get("/later", [fail](request& request) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        co_return fail(request);
    });
    routes.on_error([](const request&, const http_error&) {
        const char* const route = plait::http::current_route();
        return text(route ? route : "none").set_cookie(sessions.cookie("ada"));
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (const char* path : {"/at-once", "/later"}) {
            const std::string answer = co_await ask(client, get(path, "X-Forwarded-Proto: https\r\n"));
            CHECK(answer.find("; HttpOnly; Secure; SameSite=Lax\r\n") != std::string::npos);
            CHECK(body_of(answer) == path);
        }
        const std::string answer = co_await ask(client, get("/none"));
        CHECK(answer.find("; HttpOnly; SameSite=Lax\r\n") != std::string::npos);
        CHECK(body_of(answer) == "none");
    });
    CHECK(sessions.cookie("ada").text().ends_with("; HttpOnly; SameSite=Lax"));
}

#endif

TEST_SUITE_END();
