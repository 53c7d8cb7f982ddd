#include <plait/http/form_limits.hpp>
#include <plait/http/json_options.hpp>
#include <plait/http/route_options.hpp>
#include <plait/http/server_load.hpp>
#include <plait/http/server_options.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace plait::http;
using namespace std::chrono_literals;
using plait::operator""_GiB;

TEST_SUITE_BEGIN("server_options");

TEST_CASE("the defaults are as documented")
{
    const server_options options;

    CHECK(options.address() == "127.0.0.1");
    CHECK(options.port() == 7070);
    CHECK(options.listens().empty());
    CHECK_FALSE(options.unix_mode());
    CHECK(options.max_connections() == 65'536);
    CHECK(!options.chooses_max_connections());
    CHECK(options.raise_descriptor_limit());
    CHECK(options.max_connections_by_peer() == 0);
    CHECK_FALSE(options.proxy_protocol());
    CHECK_FALSE(options.trust_proxies().contains(*peer_address::parse("127.0.0.1")));
    CHECK(options.head_limit() == 16 * 1024);
    CHECK(options.target_limit() == 8 * 1024);
    CHECK(options.field_limit() == 100);
    CHECK(options.body_limit() == 1024 * 1024);
    CHECK(options.chunk_extension_limit() == 4 * 1024);
    CHECK(options.trailer_limit() == 4 * 1024);
    CHECK(options.head_timeout() == 10s);
    CHECK(options.body_timeout() == 30s);
    CHECK(options.body_total_timeout() == 5min);
    CHECK(options.least_body_rate() == 8);
    CHECK(options.linger_timeout() == 5s);
    CHECK(options.linger_total_timeout() == 30s);
    CHECK(options.write_timeout() == 30s);
    CHECK(options.idle_timeout() == 60s);
    CHECK(options.drain_timeout() == 10s);
    CHECK(options.overload_target() == 5ms);
    CHECK(options.max_requests_in_flight() == 0);
    CHECK_FALSE(options.load());
    CHECK(!options.log());
}

TEST_CASE("each setter returns the options, so that they chain")
{
    std::string logged;
    const server_options options = server_options()
                                       .address("::1")
                                       .port(1)
                                       .listen("127.0.0.1:1")
                                       .listen("unix:/run/app.sock")
                                       .unix_mode(0660)
                                       .max_connections(8)
                                       .raise_descriptor_limit(false)
                                       .max_connections_by_peer(9)
                                       .proxy_protocol(true)
                                       .trust_proxies({"127.0.0.1"}, forwarding_field::x_forwarded_for)
                                       .head_limit(300)
                                       .target_limit(8)
                                       .field_limit(9)
                                       .body_limit(2)
                                       .chunk_extension_limit(10)
                                       .trailer_limit(11)
                                       .head_timeout(3s)
                                       .body_timeout(4s)
                                       .body_total_timeout(14s)
                                       .least_body_rate(15)
                                       .linger_timeout(15s)
                                       .linger_total_timeout(16s)
                                       .write_timeout(5s)
                                       .idle_timeout(6s)
                                       .drain_timeout(7s)
                                       .overload_target(8ms)
                                       .max_requests_in_flight(17)
                                       .load(server_load())
                                       .log([&](std::string_view line) { logged = line; });
    options.log()("a line");

    CHECK(options.address() == "::1");
    CHECK(options.port() == 1);
    CHECK(options.listens() == std::vector<std::string>{"127.0.0.1:1", "unix:/run/app.sock"});
    CHECK(options.unix_mode() == 0660u);
    CHECK(options.max_connections() == 8);
    CHECK(options.chooses_max_connections());
    CHECK(!options.raise_descriptor_limit());
    CHECK(options.max_connections_by_peer() == 9);
    CHECK(options.proxy_protocol());
    CHECK(options.trust_proxies().contains(*peer_address::parse("127.0.0.1")));
    CHECK(options.head_limit() == 300);
    CHECK(options.target_limit() == 8);
    CHECK(options.field_limit() == 9);
    CHECK(options.body_limit() == 2);
    CHECK(options.chunk_extension_limit() == 10);
    CHECK(options.trailer_limit() == 11);
    CHECK(options.head_timeout() == 3s);
    CHECK(options.body_timeout() == 4s);
    CHECK(options.body_total_timeout() == 14s);
    CHECK(options.least_body_rate() == 15);
    CHECK(options.linger_timeout() == 15s);
    CHECK(options.linger_total_timeout() == 16s);
    CHECK(options.write_timeout() == 5s);
    CHECK(options.idle_timeout() == 6s);
    CHECK(options.drain_timeout() == 7s);
    CHECK(options.overload_target() == 8ms);
    CHECK(options.max_requests_in_flight() == 17);
    CHECK(options.load());
    CHECK(logged == "a line");
}

TEST_CASE("head_limit is at most 32 KiB, and at least 256 bytes")
{
    CHECK(server_options().head_limit(256).head_limit() == 256);
    CHECK(server_options().head_limit(32 * 1024).head_limit() == 32 * 1024);
    CHECK_THROWS_AS(server_options().head_limit(255), std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        server_options().head_limit(32 * 1024 + 1), "server_options: head_limit is from 256 to 32768 bytes",
        std::invalid_argument);
}

TEST_CASE("chunk_extension_limit and trailer_limit are at most 8 KiB")
{
    CHECK(server_options().chunk_extension_limit(0).trailer_limit(0).trailer_limit() == 0);
    CHECK(server_options().chunk_extension_limit(8 * 1024).trailer_limit(8 * 1024).trailer_limit() == 8 * 1024);
    CHECK_THROWS_WITH_AS(
        server_options().chunk_extension_limit(8 * 1024 + 1),
        "server_options: chunk_extension_limit is at most 8192 bytes", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        server_options().trailer_limit(8 * 1024 + 1), "server_options: trailer_limit is at most 8192 bytes",
        std::invalid_argument);
}

TEST_CASE("limits in bytes take plait::bytes, and every type of integer")
{
    CHECK(route_options().body_limit(2_GiB).body_limit() == 2'147'483'648);
    CHECK(server_options().body_limit(2_GiB).body_limit() == 2'147'483'648);
    CHECK(server_options().body_limit(std::uint8_t(7)).body_limit() == 7);
    CHECK(server_options().body_limit(std::int64_t(5'000'000'000)).body_limit() == 5'000'000'000);
}

TEST_CASE("a negative number of bytes is refused by name; for an int that overflowed, the error says what to write")
{
    const int overflowed = std::numeric_limits<int>::min(); // 2 << 30
    const std::string why = ": -2147483648 is negative, and so no number of bytes: an int overflowed, so write 2_GiB";
    using setter = server_options& (server_options::*)(plait::detail::byte_limit);
    for (const auto& [name, set] : std::vector<std::pair<std::string, setter>>{
             {"head_limit", &server_options::head_limit},
             {"target_limit", &server_options::target_limit},
             {"body_limit", &server_options::body_limit},
             {"chunk_extension_limit", &server_options::chunk_extension_limit},
             {"trailer_limit", &server_options::trailer_limit},
             {"least_body_rate", &server_options::least_body_rate},
         }) {
        CAPTURE(name);
        server_options options;
        CHECK_THROWS_WITH_AS(
            (options.*set)(overflowed), ("server_options: " + name + why).c_str(), std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(
        route_options().body_limit(overflowed), ("route_options: body_limit" + why).c_str(), std::invalid_argument);
}

TEST_CASE("a negative count is refused by name, and so is a port or a mode that there is not")
{
    using setter = server_options& (server_options::*)(plait::detail::count_argument);
    for (const auto& [name, set] : std::vector<std::pair<std::string, setter>>{
             {"port", &server_options::port},
             {"unix_mode", &server_options::unix_mode},
             {"max_connections", &server_options::max_connections},
             {"max_connections_by_peer", &server_options::max_connections_by_peer},
             {"max_requests_in_flight", &server_options::max_requests_in_flight},
             {"field_limit", &server_options::field_limit},
         }) {
        CAPTURE(name);
        server_options options;
        CHECK_THROWS_WITH_AS(
            (options.*set)(-1), ("server_options: " + name + ": -1 is negative").c_str(), std::invalid_argument);
        CHECK_NOTHROW((options.*set)(0));
    }
    CHECK_THROWS_WITH_AS(json_options().depth(-1), "json_options: depth: -1 is negative", std::invalid_argument);
    CHECK_THROWS_WITH_AS(form_limits().parts(-1), "form_limits: parts: -1 is negative", std::invalid_argument);
    CHECK_THROWS_WITH_AS(form_limits().fields(-1), "form_limits: fields: -1 is negative", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        server_options().port(70'000), "server_options: port is from 0 to 65535, not 70000", std::invalid_argument);
    CHECK(server_options().port(65'535).port() == 65'535);
    CHECK_THROWS_WITH_AS( // the digits of an octal number without its 0
        server_options().unix_mode(660), "server_options: unix_mode is from 0 to 0777, as an octal number: 0660",
        std::invalid_argument);
}

TEST_CASE("a negative time is refused by name")
{
    using setter = server_options& (server_options::*)(server_options::duration);
    for (const auto& [name, set] : std::vector<std::pair<std::string, setter>>{
             {"head_timeout", &server_options::head_timeout},
             {"body_timeout", &server_options::body_timeout},
             {"body_total_timeout", &server_options::body_total_timeout},
             {"linger_timeout", &server_options::linger_timeout},
             {"linger_total_timeout", &server_options::linger_total_timeout},
             {"handler_timeout", &server_options::handler_timeout},
             {"write_timeout", &server_options::write_timeout},
             {"idle_timeout", &server_options::idle_timeout},
             {"drain_timeout", &server_options::drain_timeout},
             {"overload_target", &server_options::overload_target},
         }) {
        CAPTURE(name);
        server_options options;
        CHECK_THROWS_WITH_AS(
            (options.*set)(-1ns), ("server_options: " + name + " is negative; give 0 or more").c_str(),
            std::invalid_argument);
        CHECK_NOTHROW((options.*set)(0ns));
    }
}

TEST_CASE("a route's negative time is refused by name, too")
{
    using setter = route_options& (route_options::*)(route_options::duration);
    for (const auto& [name, set] : std::vector<std::pair<std::string, setter>>{
             {"body_timeout", &route_options::body_timeout},
             {"body_total_timeout", &route_options::body_total_timeout},
             {"handler_timeout", &route_options::handler_timeout},
         }) {
        CAPTURE(name);
        route_options options;
        CHECK_THROWS_WITH_AS(
            (options.*set)(-1ns), ("route_options: " + name + " is negative; give 0 or more").c_str(),
            std::invalid_argument);
        CHECK_NOTHROW((options.*set)(0ns));
    }
}

TEST_SUITE_END();
