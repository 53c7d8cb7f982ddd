#include <plait/bytes.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>

using plait::bytes;
using plait::operator""_KiB;
using plait::operator""_MiB;
using plait::operator""_GiB;

TEST_SUITE_BEGIN("bytes");

TEST_CASE("a number of bytes is written with its unit")
{
    static_assert((64_KiB).count() == 65'536);
    static_assert((1_MiB).count() == 1'048'576);
    static_assert((2_GiB).count() == 2'147'483'648);
    static_assert((0_GiB).count() == 0);
    static_assert(1_GiB == 1024_MiB && 1_MiB > 1023_KiB && bytes() == 0_KiB);
    CHECK((17179869183_GiB).count() == std::numeric_limits<std::size_t>::max() - (1U << 30) + 1);
}

TEST_CASE("bytes are made from every type of integer")
{
    static_assert(bytes(7).count() == 7 && bytes(7U).count() == 7 && bytes(7L).count() == 7);
    CHECK(bytes(std::int8_t(127)).count() == 127);
    CHECK(bytes(std::uint8_t(255)).count() == 255);
    CHECK(bytes(std::uint16_t(65'535)).count() == 65'535);
    CHECK(bytes(std::int64_t(1) << 62).count() == std::size_t(1) << 62);
    CHECK(bytes(std::numeric_limits<std::uint64_t>::max()).count() == std::numeric_limits<std::size_t>::max());
    const bytes implicit = 4096;
    CHECK(implicit == 4_KiB);
    static_assert(!std::is_constructible_v<bytes, double> && !std::is_constructible_v<bytes, bool>);
}

TEST_CASE("a negative number is refused, and the error says what to write in place of an int that overflowed")
{
    struct row {
        int count;
        const char* message;
    };
    for (const row& r : {
             row{std::numeric_limits<int>::min(), // 2 << 30
                 "plait::bytes: -2147483648 is negative, and so no number of bytes: an int overflowed, so write 2_GiB"},
             row{-1'073'741'824, // 3 << 30
                 "plait::bytes: -1073741824 is negative, and so no number of bytes: an int overflowed, so write 3_GiB"},
             row{-1'149'239'296, // 3000 << 20
                 "plait::bytes: -1149239296 is negative, and so no number of bytes: an int overflowed, so write "
                 "3000_MiB"},
             row{-1, "plait::bytes: -1 is negative, and so no number of bytes: write one such as 64_KiB or 2_GiB"},
         }) {
        CAPTURE(r.count);
        CHECK_THROWS_WITH_AS((void)bytes(r.count), r.message, std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(
        (void)bytes(std::numeric_limits<std::int64_t>::min()),
        "plait::bytes: -9223372036854775808 is negative, and so no number of bytes: write one such as 64_KiB or 2_GiB",
        std::invalid_argument);
    CHECK_THROWS_AS((void)bytes(std::int8_t(-128)), std::invalid_argument);
}

TEST_SUITE_END();
