#include <plait/http/trusted_proxies.hpp>

#include <plait/http/request.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

using namespace plait::http;

namespace {

peer_address address(std::string_view text)
{
    return text == "unix" ? peer_address::unix_socket() : peer_address::parse(text).value();
}

const std::vector<std::string> inside{"10.0.0.0/8", "::1", "unix"};

/// Who asks, where the peer 10.0.0.1 has sent these fields.
std::string client(forwarding_field by, std::initializer_list<field> fields, std::string_view peer = "10.0.0.1:1")
{
    const trusted_proxies trusted(inside, by);
    request request(method::get, "/", "", fields);
    request.peer(address(peer), &trusted);
    return request.client().to_string();
}

std::string by_forwarded(std::string_view value)
{
    return client(forwarding_field::forwarded, {{"Forwarded", value}});
}

std::string by_x_forwarded_for(std::string_view value)
{
    return client(forwarding_field::x_forwarded_for, {{"X-Forwarded-For", value}});
}

} // namespace

TEST_SUITE_BEGIN("trusted_proxies");

TEST_CASE("a range is an address, a network, or all unix sockets")
{
    const trusted_proxies some({"127.0.0.1", "10.64.0.0/10", "2001:db8::/33", "::/128", "unix"}, forwarding_field::forwarded);

    for (const char* in : {"127.0.0.1", "127.0.0.1:80", "10.64.0.0", "10.127.255.255", "2001:db8::7", "::", "unix",
                           "2001:db8:7fff:ffff::", "::ffff:127.0.0.1"}) {
        CAPTURE(in);
        CHECK(some.contains(address(in)));
    }
    for (const char* out : {"127.0.0.2", "10.63.255.255", "10.128.0.0", "2001:db8:8000::", "2001:db7::", "::1"}) {
        CAPTURE(out);
        CHECK_FALSE(some.contains(address(out)));
    }
    CHECK_FALSE(some.contains(peer_address()));
    CHECK(trusted_proxies({"0.0.0.0/0"}, forwarding_field::forwarded).contains(address("192.0.2.7")));
    CHECK_FALSE(trusted_proxies({"0.0.0.0/0"}, forwarding_field::forwarded).contains(address("::1")));
    CHECK_FALSE(trusted_proxies().contains(address("127.0.0.1")));
}

TEST_CASE("what is no range is an error that says what to write")
{
    for (const char* wrong : {"", "localhost", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/8", "::1/127",
                              "::/129", "10.0.0.1:80", "[::1]", "/8", "unix/8", "10.0.0.0/8 "}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(trusted_proxies({wrong}, forwarding_field::forwarded), std::invalid_argument);
    }
    CHECK_THROWS_WITH(
        trusted_proxies({"10.1.0.0/8"}, forwarding_field::forwarded),
        "server_options: trust_proxies: '10.1.0.0/8' is not the first address of its network; write an address (127.0.0.1, "
        "::1), a network (10.0.0.0/8), or unix");
}

TEST_CASE("a peer that is not trusted is the client, whatever it writes")
{
    CHECK(client(forwarding_field::forwarded, {{"Forwarded", "for=10.0.0.2"}}, "192.0.2.9:5") == "192.0.2.9:5");
    CHECK(client(forwarding_field::x_forwarded_for, {{"X-Forwarded-For", "10.0.0.2"}}, "[2001:db8::9]:5") == "[2001:db8::9]:5");

    request request(method::get, "/", "", {{"Forwarded", "for=192.0.2.7"}});
    CHECK(request.client() == peer_address()); // trusts none
    request.peer(address("10.0.0.1:1"));
    CHECK(request.client() == request.peer());
}

TEST_CASE("a trusted proxy without the field is the client")
{
    CHECK(client(forwarding_field::forwarded, {}) == "10.0.0.1:1");
    CHECK(client(forwarding_field::forwarded, {{"X-Forwarded-For", "192.0.2.7"}}) == "10.0.0.1:1"); // the other field
    CHECK(client(forwarding_field::x_forwarded_for, {{"Forwarded", "for=192.0.2.7"}}) == "10.0.0.1:1");
    CHECK(by_forwarded("") == "10.0.0.1:1");
    CHECK(by_x_forwarded_for(" , ,") == "10.0.0.1:1");
}

TEST_CASE("the last entry counts, and those before it as long as trusted proxies have written them")
{
    CHECK(by_forwarded("for=192.0.2.7") == "192.0.2.7:0");
    CHECK(by_forwarded("for=1.1.1.1, for=192.0.2.7") == "192.0.2.7:0");
    CHECK(by_forwarded("for=1.1.1.1, for=192.0.2.7, for=10.9.9.9") == "192.0.2.7:0");
    CHECK(by_forwarded("for=10.0.0.3, for=10.0.0.2") == "10.0.0.3:0"); // a client inside
    CHECK(by_x_forwarded_for("1.1.1.1, 192.0.2.7,10.9.9.9 , ::1") == "192.0.2.7:0");
    CHECK(by_x_forwarded_for("192.0.2.7:4711") == "192.0.2.7:4711");
    CHECK(by_x_forwarded_for("2001:db8::7") == "[2001:db8::7]:0");
}

TEST_CASE("several fields of that name are one list")
{
    CHECK(client(forwarding_field::forwarded, {{"Forwarded", "for=1.1.1.1"}, {"forwarded", "for=192.0.2.7, for=10.0.0.2"}})
          == "192.0.2.7:0");
    CHECK(client(
              forwarding_field::x_forwarded_for,
              {{"X-Forwarded-For", "192.0.2.7"}, {"Other", "1.1.1.1"}, {"X-FORWARDED-FOR", "10.0.0.2"}})
          == "192.0.2.7:0");
}

TEST_CASE("Forwarded is read as RFC 7239 has it")
{
    CHECK(by_forwarded("For=192.0.2.7;proto=http;by=203.0.113.43") == "192.0.2.7:0");
    CHECK(by_forwarded("proto=https ; FOR=\"192.0.2.7:4711\"") == "192.0.2.7:4711");
    CHECK(by_forwarded("for=\"[2001:db8:cafe::17]:4711\"") == "[2001:db8:cafe::17]:4711");
    CHECK(by_forwarded("for=\"[2001:db8:cafe::17]\"") == "[2001:db8:cafe::17]:0");
    CHECK(by_forwarded("for=\"192.0.2.7:_hidden\"") == "192.0.2.7:0");
    CHECK(by_forwarded("for=192.0.2.7:4711") == "192.0.2.7:4711"); // not quoted, as many write it
    CHECK(by_forwarded("host=\"a,b;for=1.1.1.1\\\"\";for=192.0.2.7") == "192.0.2.7:0");
    CHECK(by_forwarded(" , for=192.0.2.7;, ") == "192.0.2.7:0");
}

TEST_CASE("a client that a trusted proxy does not name, or not readably, is unknown")
{
    for (const char* value :
         {"for=unknown", "for=_secret", "proto=https", "for=", "for", "for=192.0.2.7;for=192.0.2.8", "for=\"192.0.2.7",
          "for=\"192.0.2.7\\\"", "for=192.0.2.7 by=1.1.1.1", "for=192.0.2.999", "for=192.0.2.7, for=unknown",
          "for=192.0.2.7, for=unknown, for=10.0.0.2", "=192.0.2.7", "for =192.0.2.7", "for= 192.0.2.7", "for=\"\"",
          "for=192.0.2.7\"x\"", "for=\"192.0.2.7\"x", ";", "for=localhost"}) {
        CAPTURE(value);
        CHECK(by_forwarded(value) == "unknown");
    }
    CHECK(by_x_forwarded_for("192.0.2.7, unknown") == "unknown");
    CHECK(by_x_forwarded_for("192.0.2.7 192.0.2.8") == "unknown");
    CHECK(by_x_forwarded_for("\"192.0.2.7\"") == "unknown");
}

TEST_CASE("a malformed element or field does not hide what a proxy has written after it")
{
    for (const char* by_client : {"for=\"x", "for=\"1.1.1.1\\", "for", "for=1.1.1.1 for", "a b", "\"", "for=\"a\\\"", "=", ";;"}) {
        CAPTURE(by_client);
        CHECK(by_forwarded(std::string(by_client) + ", for=192.0.2.7") == "192.0.2.7:0");
        CHECK(by_forwarded(std::string(by_client) + ",for=\"192.0.2.7\";host=\"a,\\\"b\", for=10.0.0.2") == "192.0.2.7:0");
    }
    CHECK(client(forwarding_field::forwarded, {{"Forwarded", "for=\"1.1.1.1"}, {"Forwarded", "for=192.0.2.7"}})
          == "192.0.2.7:0");
    CHECK(client(forwarding_field::forwarded, {{"Forwarded", "for=1.1.1.1, for=\""}, {"Forwarded", "for=10.0.0.2"}})
          == "unknown");
}

TEST_CASE("of what a client has written, nothing is read, however long it is")
{
    std::string of_client;
    for (int i = 0; i < 100; ++i)
        of_client += "10.0.0.9,";
    CHECK(by_x_forwarded_for(of_client + "192.0.2.7, 10.0.0.2") == "192.0.2.7:0");
    CHECK(by_x_forwarded_for(of_client) == "10.0.0.9:0");
    CHECK(by_x_forwarded_for("192.0.2.7," + of_client) == "192.0.2.7:0");
}

TEST_CASE("a proxy on a unix socket is trusted as any other")
{
    CHECK(client(forwarding_field::x_forwarded_for, {{"X-Forwarded-For", "192.0.2.7"}}, "unix") == "192.0.2.7:0");
}

TEST_CASE("a request is secure if the trusted proxy that names the client says so")
{
    struct row {
        const char* name;
        forwarding_field by;
        std::initializer_list<field> fields;
        bool secure;
        const char* peer = "10.0.0.1";
    };
    constexpr forwarding_field standard = forwarding_field::forwarded;
    constexpr forwarding_field common = forwarding_field::x_forwarded_for;
    for (const row& r : std::initializer_list<row>{
             {"https", common, {{"X-Forwarded-Proto", "https"}}, true},
             {"in capitals", common, {{"x-forwarded-proto", "HTTPS"}}, true},
             {"http", common, {{"X-Forwarded-Proto", "http"}}, false},
             {"something like it", common, {{"X-Forwarded-Proto", "https2"}}, false},
             {"no field", common, {}, false},
             {"an empty field", common, {{"X-Forwarded-Proto", ""}}, false},
             {"a peer that is not trusted", common, {{"X-Forwarded-Proto", "https"}}, false, "192.0.2.7"},
             {"a unix socket", common, {{"X-Forwarded-Proto", "https"}}, true, "unix"},
             {"the field that is not trusted", standard, {{"X-Forwarded-Proto", "https"}}, false},
             {"the other field that is not trusted", common, {{"Forwarded", "proto=https"}}, false},
             {"what the client wrote first", common,
              {{"X-Forwarded-For", "192.0.2.7, 192.0.2.8"}, {"X-Forwarded-Proto", "https, http"}}, false},
             {"two proxies", common, {{"X-Forwarded-For", "192.0.2.7, 10.0.0.2"}, {"X-Forwarded-Proto", "https, http"}}, true},
             {"two proxies, and one scheme", common,
              {{"X-Forwarded-For", "192.0.2.7, 10.0.0.2"}, {"X-Forwarded-Proto", "https"}}, true},
             {"two proxies, and three schemes", common,
              {{"X-Forwarded-For", "192.0.2.7, 10.0.0.2"}, {"X-Forwarded-Proto", "https, https, http"}}, false},
             {"Forwarded", standard, {{"Forwarded", "for=192.0.2.7;proto=https"}}, true},
             {"Forwarded without an address", standard, {{"Forwarded", "proto=https"}}, true},
             {"Forwarded in quotes", standard, {{"Forwarded", "for=192.0.2.7; Proto=\"https\""}}, true},
             {"Forwarded without a scheme", standard, {{"Forwarded", "for=192.0.2.7"}}, false},
             {"Forwarded by two proxies", standard,
              {{"Forwarded", "for=192.0.2.7;proto=https, for=10.0.0.2;proto=http"}}, true},
             {"Forwarded by a client and a proxy", standard,
              {{"Forwarded", "for=192.0.2.7;proto=https, for=192.0.2.8;proto=http"}}, false},
             {"Forwarded with two schemes", standard, {{"Forwarded", "for=192.0.2.7;proto=https;proto=https"}}, false},
         }) {
        CAPTURE(r.name);
        const trusted_proxies trusted(inside, r.by);
        request request(method::get, "/", "", r.fields);
        request.peer(address(r.peer), &trusted);
        CHECK(request.is_secure() == r.secure);
    }
    CHECK_FALSE(request(method::get, "/", "", {{"X-Forwarded-Proto", "https"}}).is_secure());
}

TEST_SUITE_END();
