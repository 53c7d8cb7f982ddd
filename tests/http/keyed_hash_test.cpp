#include "http/keyed_hash.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using plait::http::detail::hash_key;
using plait::http::detail::keyed_hash;

TEST_SUITE_BEGIN("keyed_hash");

TEST_CASE("the hash is the one of SipHash's authors")
{
    constexpr hash_key key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
    std::string text;
    CHECK(keyed_hash(text, key) == 0x726fdb47dd0e0e31U);
    while (text.size() < 15)
        text += static_cast<char>(text.size());
    CHECK(keyed_hash(text, key) == 0xa129ca6149be45e5U); // the example of the paper, appendix A
    CHECK(keyed_hash("\x80\xff", key) != keyed_hash("\x00\x7f", key));
}

TEST_CASE("another key makes another hash, and so does each drawn one")
{
    std::set<std::uint64_t> all;
    for (int i = 0; i < 100; ++i)
        all.insert(keyed_hash("ada", plait::http::detail::random_hash_key()));
    CHECK(all.size() == 100);
}

TEST_SUITE_END();
