#include <plait/http/peer_address.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

using plait::http::peer_address;

TEST_SUITE_BEGIN("peer_address");

TEST_CASE("it is small, and made without memory")
{
    static_assert(sizeof(peer_address) <= 24);
    static_assert(std::is_trivially_copyable_v<peer_address>);
    static_assert(noexcept(peer_address::parse(std::string_view())));
}

TEST_CASE("addresses are parsed with and without a port, and written back")
{
    using kind = peer_address::kind;
    struct row {
        const char* text;
        kind what;
        const char* address;
        int port;
        const char* whole;
    };
    for (const row& r : {
             row{"192.0.2.7", kind::ipv4, "192.0.2.7", 0, "192.0.2.7:0"},
             row{"192.0.2.7:4711", kind::ipv4, "192.0.2.7", 4711, "192.0.2.7:4711"},
             row{"0.0.0.0:65535", kind::ipv4, "0.0.0.0", 65535, "0.0.0.0:65535"},
             row{"2001:DB8::7", kind::ipv6, "2001:db8::7", 0, "[2001:db8::7]:0"},
             row{"[2001:db8::7]", kind::ipv6, "2001:db8::7", 0, "[2001:db8::7]:0"},
             row{"[2001:db8::7]:80", kind::ipv6, "2001:db8::7", 80, "[2001:db8::7]:80"},
             row{"::", kind::ipv6, "::", 0, "[::]:0"},
             row{"::ffff:192.0.2.7", kind::ipv4, "192.0.2.7", 0, "192.0.2.7:0"},
             row{"[::ffff:c000:207]:80", kind::ipv4, "192.0.2.7", 80, "192.0.2.7:80"},
             row{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", kind::ipv6,
                 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:0"},
         }) {
        CAPTURE(r.text);
        const auto parsed = peer_address::parse(r.text);
        REQUIRE(parsed);
        CHECK(parsed->what() == r.what);
        CHECK(parsed->bytes().size() == (r.what == kind::ipv4 ? 4 : 16));
        CHECK(parsed->address() == r.address);
        CHECK(parsed->port() == r.port);
        CHECK(parsed->to_string() == r.whole);
    }
}

TEST_CASE("what is no address is none")
{
    using namespace std::string_view_literals;
    for (const std::string_view text :
         {""sv, "localhost"sv, "unknown"sv, "unix"sv, "192.0.2"sv, "192.0.2.256"sv, "192.0.2.07"sv, "192.0.2.7:"sv,
          "192.0.2.7:65536"sv, "192.0.2.7:080"sv, "192.0.2.7:-1"sv, "192.0.2.7:+1"sv, "192.0.2.7:80 "sv, " 192.0.2.7"sv,
          "192.0.2.7\0"sv, "[192.0.2.7]"sv, "[192.0.2.7]:80"sv, "[::1"sv, "::1]"sv, "[::1]80"sv, "[::1]:"sv, "[]"sv, "["sv,
          "fe80::1%eth0"sv, "::1%1"sv, "1:2:3:4:5:6:7"sv, "1:2:3:4:5:6:7:8:9"sv, ":::"sv, "0x7f.0.0.1"sv,
          "0000:0000:0000:0000:0000:ffff:0000000000:0000:1"sv}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(peer_address::parse(text));
    }
}

TEST_CASE("a unix socket and an unknown peer have names, and no bytes")
{
    CHECK(peer_address::unix_socket().to_string() == "unix");
    CHECK(peer_address::unix_socket().bytes().empty());
    CHECK(peer_address().to_string() == "unknown");
    CHECK(peer_address().address() == "unknown");
    CHECK(peer_address() != peer_address::unix_socket());
}

TEST_CASE("they are ordered by kind, then address, then port")
{
    const std::set<peer_address> sorted{
        *peer_address::parse("[::1]:1"), *peer_address::parse("10.0.0.2:1"), *peer_address::parse("10.0.0.1:2"),
        *peer_address::parse("10.0.0.1:1"), peer_address::unix_socket(), peer_address(), *peer_address::parse("10.0.0.1:1")};

    std::string all;
    for (const peer_address& each : sorted)
        all += each.to_string() + " ";
    CHECK(all == "unknown unix 10.0.0.1:1 10.0.0.1:2 10.0.0.2:1 [::1]:1 ");
    CHECK(peer_address::parse("10.0.0.1:1")->with_port(7) == peer_address::parse("10.0.0.1:7"));
}

TEST_SUITE_END();
