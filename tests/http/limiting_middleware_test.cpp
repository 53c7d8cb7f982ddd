#include <plait/http/concurrency_limit.hpp>
#include <plait/http/rate_limit.hpp>
#include <plait/run_concurrent.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace http_test;

namespace {

awaitable<void> ask_for(const router& app, const char* target, std::string& log, const char* user = "ada")
{
    request request(method::get, target, "", {{"X-User", user}});
    const response answer = co_await app(request);
    log += std::to_string(static_cast<int>(answer.status())) + " ";
    if (const auto after = answer.field("Retry-After"))
        log += "(after " + std::string(*after) + ") ";
}

std::string user_of(const request& request)
{
    return std::string(request.field("X-User").value_or(""));
}

router slow_behind(middleware limit)
{
    router app;
    app.use(std::move(limit));
    app.get("/slow", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        co_return text("slow");
    });
    app.get("/throws", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        throw http_error(status::conflict);
    });
    app.get("/quick", [](request&) { return text("quick"); });
    return app;
}

} // namespace

TEST_SUITE_BEGIN("limiting middleware");

TEST_CASE("concurrency_limit lets so many requests pass at once, and each place is free again")
{
    const router app = slow_behind(concurrency_limit(2));
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        std::string log;
        for (const char* target : {"/slow", "/throws"}) {
            log.clear();
            std::vector<awaitable<void>> all;
            for (int i = 0; i < 4; ++i)
                all.push_back(ask_for(app, target, log));
            co_await plait::run_concurrent(std::move(all));
            CHECK(
                log
                == (std::string(target) == "/slow" ? "503 (after 1) 503 (after 1) 200 200 "
                                                   : "503 (after 1) 503 (after 1) 409 409 "));
        }
    });
    CHECK_THROWS_AS(static_cast<void>(concurrency_limit(0)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(concurrency_limit(-1)), std::invalid_argument);
}

TEST_CASE("rate_limit counts each client for itself, and says when to come again")
{
    const router app = slow_behind(rate_limit(0.5, user_of, 2));
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        std::string log;
        for (int i = 0; i < 3; ++i)
            co_await ask_for(app, "/quick", log);
        CHECK(log == "200 200 429 (after 2) ");
        log.clear();
        co_await ask_for(app, "/quick", log, "bob");
        co_await plait::sleep_for(1500ms);
        co_await ask_for(app, "/quick", log);
        co_await plait::sleep_for(500ms);
        co_await ask_for(app, "/quick", log);
        co_await ask_for(app, "/quick", log);
        CHECK(log == "200 429 (after 1) 200 429 (after 2) ");
        log.clear();
        co_await plait::sleep_for(1h);
        for (int i = 0; i < 3; ++i)
            co_await ask_for(app, "/quick", log);
        CHECK(log == "200 200 429 (after 2) ");
        log.clear();
        for (int i = 0; i < 5; ++i) // is not counted
            co_await ask_for(app, "/quick", log, "");
        CHECK(log == "200 200 200 200 200 ");
    });
}

TEST_CASE("without a burst, rate_limit lets a second's requests pass at once")
{
    const router app = slow_behind(rate_limit(3, user_of));
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        std::string log;
        for (int i = 0; i < 4; ++i)
            co_await ask_for(app, "/quick", log);
        CHECK(log == "200 200 200 429 (after 1) ");
    });
}

TEST_CASE("many clients are forgotten when their time is over")
{
    const router app = slow_behind(rate_limit(1, user_of));
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        std::string log;
        for (int i = 0; i < 5000; ++i)
            co_await ask_for(app, "/quick", log, std::to_string(i % 1500).c_str());
        CHECK(log.find("429") != std::string::npos);
        log.clear();
        co_await plait::sleep_for(2s);
        for (int i = 0; i < 1500; ++i)
            co_await ask_for(app, "/quick", log, std::to_string(i).c_str());
        CHECK(log.find("429") == std::string::npos);
    });
}

TEST_CASE("of more clients than rate_limit remembers, those stay limited who asked last, or most")
{
    const router app = slow_behind(rate_limit(0.01, user_of, 2));
    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        constexpr int many = 300'000;
        constexpr int last = 1000;
        std::string log;
        for (int i = 0; i < 2; ++i)
            co_await ask_for(app, "/quick", log, "eve");
        for (int i = 0; i < many; ++i) {
            co_await ask_for(app, "/quick", log, std::to_string(i).c_str());
            if (i % 100 == 0)
                co_await plait::sleep_for(1us);
        }
        CHECK(log.find("429") == std::string::npos);

        log.clear();
        for (int i = many - last; i < many; ++i)
            co_await ask_for(app, "/quick", log, std::to_string(i).c_str());
        CHECK(log.find("429") == std::string::npos);
        for (int i = many - last; i < many; ++i) {
            log.clear();
            co_await ask_for(app, "/quick", log, std::to_string(i).c_str());
            REQUIRE(log == "429 (after 100) ");
        }
        log.clear();
        co_await ask_for(app, "/quick", log, "eve");
        CHECK(log == "429 (after 100) ");
    });
}

TEST_CASE("a rate that cannot be kept is refused")
{
    for (const double each : {0.0, -1.0, 2e6, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(static_cast<void>(rate_limit(each, per_client)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(rate_limit(1, per_client, 0)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(rate_limit(1, per_client, -1)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(rate_limit(1e-9, per_client, 1000)), std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(rate_limit(1, nullptr)), std::invalid_argument);
}

TEST_CASE("a client is its address, or the first half of it")
{
    request request(method::get, "/");
    CHECK(per_client(request) == "unknown");
    for (const auto& [given, expected] :
         {std::pair("192.0.2.7:80", "192.0.2.7"), {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"}, {"::1", "::"}}) {
        request.peer(*peer_address::parse(given));
        CHECK(per_client(request) == expected);
    }
}
