#include <plait/http/basic_auth.hpp>
#include <plait/http/bearer_auth.hpp>
#include <plait/http/request_id.hpp>
#include <plait/http/same_origin.hpp>
#include <plait/http/same_secret.hpp>
#include <plait/http/security_headers.hpp>
#include <plait/http/trusted_proxies.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <initializer_list>
#include <stdexcept>
#include <string>

using namespace http_test;

namespace {

bool is_admin(std::string_view name, std::string_view password)
{
    const bool is_ada = same_secret(name, "ada"); // not after &&, which would tell by its time which of the two fails
    return same_secret(password, "love:lace") && is_ada;
}

response answer_of(const router& app, method with, std::initializer_list<field> fields, const char* target = "/")
{
    std::optional<response> answer;
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(with, target, "", fields);
        answer.emplace(co_await app(request));
    });
    return *answer;
}

router behind(middleware guard)
{
    router app;
    app.use(std::move(guard));
    app.handle("/{$}", [](request&) -> awaitable<response> {
        const std::string* const user = authenticated_user();
        co_return text(user ? "hello " + *user : "hello");
    });
    return app;
}

} // namespace

TEST_SUITE_BEGIN("guarding middleware");

TEST_CASE("secrets are compared as texts are")
{
    for (const char* a : {"", "a", "ab", "ba", "abc"})
        for (const char* b : {"", "a", "ab", "ba", "abc"})
            CHECK(same_secret(a, b) == (std::string(a) == b));
    CHECK(!same_secret({"a\0b", 3}, {"a\0c", 3}));
}

TEST_CASE("basic_auth lets those pass who know the password, by name")
{
    for (const char* each :
         {"Basic YWRhOmxvdmU6bGFjZQ==", "basic YWRhOmxvdmU6bGFjZQ==", "BASIC   YWRhOmxvdmU6bGFjZQ=="}) {
        CAPTURE(std::string(each));
        CHECK(answer_of(behind(basic_auth(is_admin)), method::get, {{"Authorization", each}}).body() == "hello ada");
    }
    CHECK(authenticated_user() == nullptr);
}

TEST_CASE("basic_auth answers 401 to all others, and browsers ask their user")
{
    const router app = behind(basic_auth(is_admin, "the \"inner\" rooms"));
    for (const char* each :
         {"", "Basic", "Basic ", "Basic YWRhOmxvdmU6bGFjZQ", "Basic YWRhOmxvdmU6bGFjZQ=", "Basic YWRh",
          "Basic YWRhOmxvdmU6", "Bearer YWRhOmxvdmU6bGFjZQ==", "Basic YWRhOmxvdmU6bGFjZQ== x",
          "BasicYWRhOmxvdmU6bGFjZQ==", "Basic ====", "Basic YWRhOmxvdmU6bGFjZQ== ,Basic x"}) {
        CAPTURE(std::string(each));
        const response refused = answer_of(app, method::get, {{"Authorization", each}});
        CHECK(refused.status() == status::unauthorized);
        CHECK(refused.field("WWW-Authenticate") == "Basic realm=\"the \\\"inner\\\" rooms\", charset=\"UTF-8\"");
    }
    const char* const right = "Basic YWRhOmxvdmU6bGFjZQ==";
    CHECK(answer_of(app, method::get, {}).status() == status::unauthorized);
    CHECK(
        answer_of(app, method::get, {{"Authorization", right}, {"authorization", right}}).status()
        == status::unauthorized);
    CHECK(answer_of(app, method::get, {}, "/none").status() == status::unauthorized);
    CHECK(answer_of(app, method::get, {{"Authorization", right}}, "/none").status() == status::not_found);
    CHECK_THROWS_AS(static_cast<void>(basic_auth(is_admin, "two\nlines")), std::invalid_argument);
}

TEST_CASE("plain code behind a check knows the user, and the request's identity")
{
    router app;
    app.use(request_id(), basic_auth(is_admin));
    app.use([](request& request, next_handler next) -> awaitable<response> {
        request.add_to_answer("X-User", *authenticated_user());
        request.add_to_answer("X-Id", current_request_id());
        return next(request);
    });
    app.get("/{$}", [](request&) { return text(*authenticated_user()); });
    const response answer = answer_of(app, method::get, {{"Authorization", "Basic YWRhOmxvdmU6bGFjZQ=="}});
    CHECK(answer.body() == "ada");
    CHECK(answer.field("X-User") == "ada");
    CHECK(answer.field("X-Id") == answer.field("X-Request-Id"));
}

TEST_CASE("a check may wait, and may throw")
{
    const router app = behind(basic_auth([](std::string_view name, std::string_view password) -> awaitable<bool> {
        co_await plait::sleep_for(1s);
        if (name == "broken")
            throw http_error(status::service_unavailable);
        co_return is_admin(name, password);
    }));
    CHECK(answer_of(app, method::get, {{"Authorization", "Basic YWRhOmxvdmU6bGFjZQ=="}}).body() == "hello ada");
    CHECK(
        answer_of(app, method::get, {{"Authorization", "Basic YnJva2VuOg=="}}).status() == status::service_unavailable);
}

TEST_CASE("bearer_auth lets a token pass, and says whether it was one")
{
    const std::string key = "a-._~+/7==";
    const router app = behind(bearer_auth([&](std::string_view token) { return same_secret(token, key); }, "api"));
    CHECK(answer_of(app, method::get, {{"Authorization", "bearer a-._~+/7=="}}).body() == "hello");
    for (const char* each : {"Bearer", "Bearer ", "Bearer a b", "Bearer ==", "Basic a-._~+/7==", "Bearer \"a\""})
        CHECK(
            answer_of(app, method::get, {{"Authorization", each}}).field("WWW-Authenticate") == "Bearer realm=\"api\"");
    CHECK(
        answer_of(app, method::get, {{"Authorization", "Bearer other"}}).field("WWW-Authenticate")
        == "Bearer realm=\"api\", error=\"invalid_token\"");
}

TEST_CASE("same_origin refuses what pages of other sites send")
{
    const router app = behind(same_origin({"https://shop.example", "http://localhost:8080"}));
    struct row {
        method with;
        const char* site;
        const char* origin;
        bool passes;
    };
    for (const row& each : {
             row{method::post, nullptr, nullptr, true},
             row{method::post, "same-origin", "https://else.example", true},
             row{method::post, "none", nullptr, true},
             row{method::post, "same-site", "https://a.test", false},
             row{method::post, "cross-site", nullptr, false},
             row{method::post, "cross-site", "https://test", false},
             row{method::post, "", nullptr, false},
             row{method::post, "cross-site", "https://shop.example", true},
             row{method::post, nullptr, "https://test", true},
             row{method::post, nullptr, "http://TEST", true},
             row{method::post, nullptr, "https://test:8443", false},
             row{method::post, nullptr, "https://else.example", false},
             row{method::post, nullptr, "http://localhost:8080", true},
             row{method::post, nullptr, "null", false},
             row{method::post, nullptr, "", false},
             row{method::put, "cross-site", nullptr, false},
             row{method::delete_, "cross-site", nullptr, false},
             row{method::get, "cross-site", "https://else.example", true},
             row{method::head, "cross-site", "https://else.example", true},
             row{method::options, "cross-site", "https://else.example", true},
         }) {
        CAPTURE(std::string(each.site ? each.site : "no site"));
        CAPTURE(std::string(each.origin ? each.origin : "no origin"));
        const field none{"X-None", ""};
        const response answer = answer_of(
            app, each.with,
            {{"Host", "test"},
             each.site ? field{"Sec-Fetch-Site", each.site} : none,
             each.origin ? field{"Origin", each.origin} : none});
        CHECK((answer.status() == status::forbidden) == !each.passes);
    }
    CHECK(answer_of(app, method::post, {{"Origin", "null"}}).status() == status::forbidden);
    for (const char* each : {"shop.example", "https://", "https://a/b", "://a", "https://u@a"})
        CHECK_THROWS_AS(static_cast<void>(same_origin({each})), std::invalid_argument);
}

TEST_CASE("what is added behind security_headers counts, and so does what the handler sets")
{
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        request.add_to_answer("X-Frame-Options", "ahead");
        request.add_to_answer("X-More", "ahead");
        request.add_to_answer("Vary", "Origin");
        return next(request);
    });
    app.use(security_headers({{"Vary", "Cookie"}}));
    app.use([](request& request, next_handler next) -> awaitable<response> {
        if (request.field("X-Behind"))
            request.add_to_answer("referrer-policy", "behind");
        return next(request);
    });
    app.get("/{$}", [](request& request) {
        response answer = text("hello");
        if (request.field("X-Sets"))
            answer.set("X-Content-Type-Options", "set").set("Vary", "Accept");
        return answer;
    });
    router outer;
    outer.use(security_headers({{"X-Outer", "1"}, {"X-Frame-Options", "outer"}}));
    outer.mount("/", app);

    for (const router* each : {&app, &outer}) {
        const response first = answer_of(*each, method::get, {});
        CHECK(first.field("X-Frame-Options") == "DENY"); // what is added last counts
        CHECK(first.field("X-More") == "ahead");
        CHECK(first.field_lines().find("Vary: Origin\r\n") != std::string_view::npos);
        CHECK(first.field_lines().find("Vary: Cookie\r\n") != std::string_view::npos);
        CHECK(first.field("X-Outer").has_value() == (each == &outer));

        const response second = answer_of(*each, method::get, {{"X-Behind", "1"}, {"X-Sets", "1"}});
        CHECK(second.field("Referrer-Policy") == "behind");
        CHECK(second.field("X-Content-Type-Options") == "set");
        CHECK(second.field_lines().find("nosniff") == std::string_view::npos);
        CHECK(second.field_lines().find("Vary: Accept\r\n") != std::string_view::npos);
        CHECK(second.field_lines().find("Vary: Cookie\r\n") != std::string_view::npos);
    }
    const router typed = behind(security_headers({{"Content-Type", "text/x"}}));
    CHECK(answer_of(typed, method::get, {}).field("Content-Type") == "text/plain; charset=utf-8");
    CHECK(answer_of(typed, method::get, {}).field_lines().find("text/x") == std::string_view::npos);
}

TEST_CASE("security_headers stand in all answers, as they were chosen")
{
    const router app =
        behind(security_headers({{"x-frame-options", "SAMEORIGIN"}, {"Referrer-Policy", ""}, {"X-More", "1"}}));
    for (const char* target : {"/", "/none"}) {
        const response answer = answer_of(app, method::get, {}, target);
        CHECK(answer.field("X-Content-Type-Options") == "nosniff");
        CHECK(answer.field("X-Frame-Options") == "SAMEORIGIN");
        CHECK(!answer.field("Referrer-Policy"));
        CHECK(answer.field("X-More") == "1");
        CHECK(!answer.field("Strict-Transport-Security"));
    }
    CHECK_THROWS_AS(static_cast<void>(security_headers({{"Date", "x"}})), std::invalid_argument);

    const trusted_proxies proxies({"10.0.0.0/8"}, forwarding_field::x_forwarded_for);
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request request(method::get, "/", "", {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}});
        request.peer(*peer_address::parse("10.1.2.3"), &proxies);
        CHECK((co_await app(request)).field("Strict-Transport-Security") == "max-age=31536000");
    });
}

TEST_CASE("a request has an identity, which a trusted proxy may give it")
{
    router app;
    app.use(request_id());
    app.get("/{$}", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        co_return text(std::string(current_request_id()));
    });
    const response first = answer_of(app, method::get, {{"X-Request-Id", "mine"}});
    const response second = answer_of(app, method::get, {});
    CHECK(first.body().size() >= 10);
    CHECK(first.body() != second.body());
    CHECK(first.body().substr(0, 9) == second.body().substr(0, 9));
    CHECK(first.field("X-Request-Id") == first.body());
    CHECK(answer_of(app, method::get, {}, "/none").field("X-Request-Id"));
    CHECK(current_request_id() == "");

    const trusted_proxies proxies({"10.0.0.0/8"}, forwarding_field::x_forwarded_for);
    const auto given_by = [&](const char* peer, std::string_view id) {
        std::string got;
        plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
            request request(method::get, "/", "", {{"X-Forwarded-For", "192.0.2.7"}, {"X-Request-Id", id}});
            request.peer(*peer_address::parse(peer), &proxies);
            const response answer = co_await app(request);
            got = answer.body();
        });
        return got;
    };
    CHECK(given_by("10.1.2.3", "a7/b.c_d:e+f=") == "a7/b.c_d:e+f=");
    CHECK(given_by("192.0.2.1", "a7") != "a7");
    for (const std::string& each : {std::string(), std::string("a b"), std::string("a\"b"), std::string(129, 'a')})
        CHECK(given_by("10.1.2.3", each) != each);
    CHECK(given_by("10.1.2.3", std::string(128, 'a')) == std::string(128, 'a'));

    request by_proxy_itself(method::get, "/", "", {{"X-Request-Id", "check-1"}});
    by_proxy_itself.peer(*peer_address::parse("10.1.2.3"), &proxies);
    plait::testing::run_virtual(
        [&](virtual_clock&) -> awaitable<void> { CHECK((co_await app(by_proxy_itself)).body() == "check-1"); });
}
