#include "http/socket/admission.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using plait::http::peer_address;
using plait::http::detail::admission;

namespace {

peer_address address(const char* text)
{
    return peer_address::parse(text).value();
}

} // namespace

TEST_SUITE_BEGIN("admission");

TEST_CASE("it admits so many in all, and the next when one has gone")
{
    admission two(2, 0);
    admission::ticket first = two.admit(address("192.0.2.1"));
    admission::ticket second = two.admit(peer_address::unix_socket());

    CHECK(first);
    CHECK(second);
    CHECK_FALSE(two.admit(address("192.0.2.2")));
    CHECK(two.open() == 2);
    first.reset();
    CHECK(two.admit(address("192.0.2.2")));
    CHECK(two.open() == 1);
}

TEST_CASE("0 is no limit")
{
    admission all(0, 0);
    std::vector<admission::ticket> admitted;
    for (int i = 0; i < 1000; ++i)
        admitted.push_back(all.admit(address("192.0.2.1")));

    CHECK(all.open() == 1000);
    CHECK(admitted.back());
}

TEST_CASE("it admits so many of each IPv4 address, and of each IPv6 network of 64 bits")
{
    admission one_each(0, 1);
    admission::ticket first = one_each.admit(address("192.0.2.1:1"));
    const admission::ticket second = one_each.admit(address("192.0.2.2:1"));
    const admission::ticket third = one_each.admit(address("[2001:db8:0:1::1]:1"));
    const admission::ticket fourth = one_each.admit(address("[2001:db8:0:2::1]:1"));

    CHECK(first);
    CHECK(second);
    CHECK(third);
    CHECK(fourth);
    CHECK_FALSE(one_each.admit(address("192.0.2.1:2")));
    CHECK_FALSE(one_each.admit(address("[2001:db8:0:1:ffff::2]:1")));
    CHECK(one_each.open() == 4); // who is not admitted is not counted
    first.reset();
    CHECK(one_each.admit(address("192.0.2.1:3")));
}

TEST_CASE("an IPv4 address is not mixed up with an IPv6 network of the same bytes")
{
    admission one_each(0, 1);
    const admission::ticket four = one_each.admit(address("0.0.0.1"));

    CHECK(one_each.admit(address("[0:0:0:1::]:1")));
}

TEST_CASE("unix sockets and unknown peers count in all only")
{
    admission some(3, 1);
    const admission::ticket first = some.admit(peer_address::unix_socket());
    const admission::ticket second = some.admit(peer_address::unix_socket());
    const admission::ticket third = some.admit(peer_address());

    CHECK(second);
    CHECK(third);
    CHECK_FALSE(some.admit(peer_address()));
}

TEST_CASE("loops may admit and release at the same time")
{
    admission shared(30, 20);
    auto come_and_go = [&shared] {
        for (int i = 0; i < 2000; ++i) {
            const admission::ticket one = shared.admit(address("192.0.2.1"));
            const admission::ticket other = shared.admit(address("192.0.2.2"));
            const admission::ticket third = shared.admit(peer_address::unix_socket());
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(come_and_go);
    for (std::thread& each : threads)
        each.join();

    CHECK(shared.open() == 0);
    CHECK(shared.admit(address("192.0.2.1")));
}

TEST_SUITE_END();
