#include "http/parse/proxy_header.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace plait::http;
using detail::longest_proxy_header;
using detail::parse_proxy_header;
using detail::proxy_header;
using namespace std::string_literals;

namespace {

const peer_address proxy = *peer_address::parse("10.0.0.1:1");
constexpr const char* after_header = "GET / HTTP/1.1\r\n";

/// A version 2 header; `length`: what it claims, if not the truth.
std::string version_2(int command, int family, const std::string& rest, int length = -1)
{
    const std::size_t said = length < 0 ? rest.size() : static_cast<std::size_t>(length);
    std::string header = "\r\n\r\n\0\r\nQUIT\n"s;
    for (const std::size_t each : {static_cast<std::size_t>(command), static_cast<std::size_t>(family), said >> 8, said & 0xff})
        header.push_back(static_cast<char>(each));
    return header + rest;
}

const std::string addresses_4 = "\xc0\0\2\7\xc0\0\2\1\x12\x67\0\x50"s;
const std::string addresses_6 = "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\7"s + std::string(16, '\1') + "\x12\x67\0\x50"s;

/// The peer after the header, which is followed by a request; "refused" if it is. Every beginning of it wants more.
std::string peer_after(const std::string& header)
{
    peer_address peer = proxy;
    for (std::size_t size = 0; size < header.size(); ++size) {
        const proxy_header made = parse_proxy_header(std::string_view(header).substr(0, size), peer);
        if (made.made == proxy_header::progress::refused)
            return "refused";
        CAPTURE(size);
        REQUIRE(made.made == proxy_header::progress::more);
        REQUIRE(peer == proxy);
    }
    const proxy_header made = parse_proxy_header(header + after_header, peer);
    if (made.made == proxy_header::progress::refused)
        return "refused";
    REQUIRE(made.made == proxy_header::progress::done);
    REQUIRE(made.size == header.size());
    return peer.to_string();
}

} // namespace

TEST_SUITE_BEGIN("proxy_header");

TEST_CASE("a header of version 1 names the client")
{
    CHECK(peer_after("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n") == "192.0.2.7:4711");
    CHECK(peer_after("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n") == "255.255.255.255:65535");
    CHECK(peer_after("PROXY TCP6 2001:db8::7 2001:DB8::1 4711 80\r\n") == "[2001:db8::7]:4711");
    CHECK(peer_after("PROXY TCP6 ::ffff:192.0.2.7 ::1 4711 80\r\n") == "192.0.2.7:4711");
}

TEST_CASE("UNKNOWN leaves the peer, whatever follows")
{
    CHECK(peer_after("PROXY UNKNOWN\r\n") == "10.0.0.1:1");
    CHECK(peer_after("PROXY UNKNOWN anything  at all\r\n") == "10.0.0.1:1");
    CHECK(peer_after("PROXY UNKNOWN " + std::string(91, 'f') + "\r\n") == "10.0.0.1:1"); // 107 bytes, the most
}

TEST_CASE("a header of version 1 that is wrong in any detail is refused")
{
    for (const char* line : {
             "PROXY TCP4 192.0.2.7 192.0.2.1 4711\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80 1\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80 \r\n",
             "PROXY TCP4  192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY  TCP4 192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1  4711 80\r\n",
             "PROXY\tTCP4 192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY TCP4 192.0.2.07 192.0.2.1 4711 80\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1 04711 80\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1 4711 65536\r\n",
             "PROXY TCP4 192.0.2.7 192.0.2.1 -1 80\r\n",
             "PROXY TCP4 192.0.2.7:4711 192.0.2.1:80 4711 80\r\n",
             "PROXY TCP4 192.0.2.7 2001:db8::1 4711 80\r\n",
             "PROXY TCP4 2001:db8::7 2001:db8::1 4711 80\r\n",
             "PROXY TCP6 192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY TCP6 [2001:db8::7] [2001:db8::1] 4711 80\r\n",
             "PROXY TCP6 fe80::1%eth0 2001:db8::1 4711 80\r\n",
             "PROXY TCP5 192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY tcp4 192.0.2.7 192.0.2.1 4711 80\r\n",
             "PROXY UNKNOWN\n",
             "PROXY UNKNOWN\r\r\n",
             "PROXY UNKNOWN\rx\r\n",
             "PROXY \r\n",
             "proxy UNKNOWN\r\n",
             "GET / HTTP/1.1\r\n",
             "\r\n",
             "\r\nGET / HTTP/1.1\r\n",
         }) {
        CAPTURE(line);
        peer_address peer = proxy;
        CHECK(parse_proxy_header(std::string(line) + after_header, peer).made == proxy_header::progress::refused);
        CHECK(peer == proxy);
    }
}

TEST_CASE("a line of version 1 longer than 107 bytes is refused as soon as that shows")
{
    CHECK(peer_after("PROXY UNKNOWN " + std::string(92, 'f') + "\r\n") == "refused");

    peer_address peer = proxy;
    const std::string endless = "PROXY UNKNOWN " + std::string(200, 'f');
    CHECK(parse_proxy_header(endless.substr(0, 105), peer).made == proxy_header::progress::more);
    CHECK(parse_proxy_header(endless.substr(0, 106), peer).made == proxy_header::progress::refused);
}

TEST_CASE("a header of version 2 names the client, and what follows its addresses is skipped")
{
    const std::string value = "\4\0\3abc"s; // PP2_TYPE_NOOP
    CHECK(peer_after(version_2(0x21, 0x11, addresses_4)) == "192.0.2.7:4711");
    CHECK(peer_after(version_2(0x21, 0x11, addresses_4 + value + value)) == "192.0.2.7:4711");
    CHECK(peer_after(version_2(0x21, 0x21, addresses_6)) == "[2001:db8::7]:4711");
    CHECK(peer_after(version_2(0x21, 0x21, addresses_6 + value)) == "[2001:db8::7]:4711");
    CHECK(peer_after(version_2(0x21, 0x31, std::string(216, 'p'))) == "unix");
}

TEST_CASE("LOCAL, no family and datagrams leave the peer")
{
    CHECK(peer_after(version_2(0x20, 0x00, "")) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x20, 0x11, addresses_4)) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x20, 0xff, "any family")) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x21, 0x00, "")) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x21, 0x00, "\4\0\3abc"s)) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x21, 0x12, addresses_4)) == "10.0.0.1:1");
    CHECK(peer_after(version_2(0x21, 0x32, std::string(216, 'p'))) == "10.0.0.1:1");
}

TEST_CASE("another version, command, family or transport, and addresses cut short, are refused")
{
    CHECK(peer_after(version_2(0x11, 0x11, addresses_4)) == "refused");
    CHECK(peer_after(version_2(0x31, 0x11, addresses_4)) == "refused");
    CHECK(peer_after(version_2(0x22, 0x11, addresses_4)) == "refused");
    CHECK(peer_after(version_2(0x21, 0x41, addresses_4)) == "refused");
    CHECK(peer_after(version_2(0x21, 0x13, addresses_4)) == "refused");
    CHECK(peer_after(version_2(0x21, 0x11, addresses_4.substr(1))) == "refused");
    CHECK(peer_after(version_2(0x21, 0x21, addresses_6.substr(1))) == "refused");
    CHECK(peer_after(version_2(0x21, 0x31, std::string(215, 'p'))) == "refused");
}

TEST_CASE("a length beyond 4 KiB is refused before it has come")
{
    const int most = static_cast<int>(longest_proxy_header) - 16;
    peer_address peer = proxy;

    CHECK(parse_proxy_header(version_2(0x21, 0x11, addresses_4, most), peer).made == proxy_header::progress::more);
    CHECK(parse_proxy_header(version_2(0x21, 0x11, addresses_4, most + 1), peer).made == proxy_header::progress::refused);
    CHECK(parse_proxy_header(version_2(0x20, 0x00, "", 0xffff), peer).made == proxy_header::progress::refused);
    CHECK(peer_after(version_2(0x21, 0x11, addresses_4 + std::string(longest_proxy_header - 28, '\0'))) == "192.0.2.7:4711");
}

TEST_SUITE_END();
