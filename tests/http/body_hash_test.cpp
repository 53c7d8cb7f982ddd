#include "http/body_hash.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <set>
#include <string>

using plait::http::detail::body_hash;

TEST_SUITE_BEGIN("body_hash");

namespace {

std::string hexadecimal(std::string_view text)
{
    char digits[33];
    const auto [first, second] = body_hash(text);
    std::snprintf(
        digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(first),
        static_cast<unsigned long long>(second));
    return digits;
}

} // namespace

TEST_CASE("the hash of a body is the one that others know by that name")
{
    CHECK(hexadecimal("") == "00000000000000000000000000000000");
    CHECK(hexadecimal("hello") == "cbd8a7b341bd9b025b1e906a48ae1d19");
    CHECK(hexadecimal("hello, world") == "342fac623a5ebc8e4cdcbc079642414d");
    CHECK(hexadecimal("19 Jan 2038 at 3:14:07 AM") == "b89e5988b737affc664fc2950231b2cb");
    CHECK(hexadecimal("The quick brown fox jumps over the lazy dog.") == "cd99481f9ee902c9695da1a38987b6e7");
}

TEST_CASE("each byte and the length of a body are in its hash")
{
    std::set<std::string> all;
    std::size_t made = 0;
    for (std::size_t size = 0; size < 70; ++size) {
        for (std::size_t changed = 0; changed <= size; ++changed) {
            std::string text(size, '\0');
            if (changed < size)
                text[changed] = '\x80';
            all.insert(hexadecimal(text));
            ++made;
        }
    }
    CHECK(all.size() == made);
}

TEST_SUITE_END();
