#include <plait/http/access_log.hpp>

#include <plait/http/request.hpp>
#include <plait/http/trusted_proxies.hpp>
#include <plait/log.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace plait::http;
using namespace std::chrono_literals;

namespace {

/// Keeps what is logged in a test.
class kept_lines {
public:
    kept_lines()
        : before_(plait::set_log_sink([this](const plait::log_record& record) { all.push_back(describe(record)); }))
    {
    }
    ~kept_lines() { plait::set_log_sink(std::move(before_)); }
    kept_lines(const kept_lines&) = delete;
    kept_lines& operator=(const kept_lines&) = delete;

    std::vector<std::string> all;

private:
    plait::log_sink before_;
};

request_end end_of(const request& request, ending why = ending::answered)
{
    return {
        .id = 7,
        .time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + 18h + 4min + 5s + 678ms,
        .duration = 1234567ns,
        .request = request,
        .peer = request.peer(),
        .method = request.method(),
        .target = request.target(),
        .route = "/users/{id}",
        .status = why == ending::client_left ? status{} : status::ok,
        .bytes_in = 40,
        .bytes_out = 120,
        .why = why};
}

} // namespace

TEST_SUITE_BEGIN("access_log");

TEST_CASE("a request that has ended is a line of the log")
{
    kept_lines log;
    const request plain(method::get, "/users/7");
    access_log()(end_of(plain));
    REQUIRE(log.all.size() == 1);
    CHECK(
        log.all[0]
        == "request client=unknown method=GET target=/users/7 route=/users/{id} status=200 ms=1.235 in=40 out=120 "
           "id=7");
}

TEST_CASE("what a client has sent can add no lines and no fields, and is cut")
{
    kept_lines log;
    const request odd(
        method::get, "/a\" status=500", "", {{"Referer", "https://a b"}, {"User-Agent", std::string(2000, 'x')}});
    access_log()(end_of(odd, ending::client_left));
    REQUIRE(log.all.size() == 1);
    CHECK(log.all[0].find("target=\"/a\\\" status=500\"") != std::string::npos);
    CHECK(log.all[0].find(" status=0 ") != std::string::npos);
    CHECK(log.all[0].find(" why=client_left referer=\"https://a b\" user_agent=xxx") != std::string::npos);
    CHECK(log.all[0].size() < 1400);
}

TEST_CASE("the client is the one that a trusted proxy names")
{
    kept_lines log;
    request by_proxy(method::get, "/", "", {{"X-Forwarded-For", "192.0.2.7"}});
    const trusted_proxies proxies({"10.0.0.0/8"}, forwarding_field::x_forwarded_for);
    by_proxy.peer(*peer_address::parse("10.1.2.3:80"), &proxies);
    access_log()(end_of(by_proxy));
    REQUIRE(log.all.size() == 1);
    CHECK(log.all[0].find("client=192.0.2.7 ") != std::string::npos);
}

TEST_CASE("a line of JSON has the same members, and the time")
{
    const request odd(method::get, "/a\"b\xff", "", {{"User-Agent", "x\ty"}});
    CHECK(
        access_line(end_of(odd, ending::client_left))
        == "{\"time\":\"2026-11-29T18:04:05.678Z\",\"client\":\"unknown\",\"method\":\"GET\",\"target\":\"/a\\\"b\xef\xbf\xbd\","
           "\"route\":\"/users/{id}\",\"status\":0,\"ms\":1.235,\"in\":40,\"out\":120,\"why\":\"client_left\","
           "\"user_agent\":\"x\\ty\",\"id\":7}");
}
