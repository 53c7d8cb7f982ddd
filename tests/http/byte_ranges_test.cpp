#include "http/parse/byte_ranges.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using namespace plait::http::detail;

namespace {

using ranges = std::vector<byte_range>;

constexpr auto whole = ranges_wanted::whole;
constexpr auto unsatisfied = ranges_wanted::unsatisfied;

/// What is chosen of a representation.
struct chosen {
    ranges_wanted wanted;
    ranges parts;
};

chosen choose(std::string_view value, std::uint64_t size)
{
    chosen made{};
    made.wanted = parse_byte_ranges(value, size, made.parts);
    return made;
}

} // namespace

TEST_SUITE_BEGIN("byte_ranges");

TEST_CASE("ranges of a thousand bytes are chosen in the order of the field")
{
    struct row {
        std::string_view value;
        ranges parts;
    };
    for (const row& r : std::initializer_list<row>{
             {"bytes=0-0", {{0, 1}}},
             {"bytes=0-499", {{0, 500}}},
             {"bytes=500-999", {{500, 500}}},
             {"bytes=500-", {{500, 500}}},
             {"bytes=999-", {{999, 1}}},
             {"bytes=-500", {{500, 500}}},
             {"bytes=-1", {{999, 1}}},
             {"bytes=-5000", {{0, 1000}}},
             {"bytes=0-5000", {{0, 1000}}},
             {"bytes=990-99999999999999999999999", {{990, 10}}},
             {"bytes=-99999999999999999999999", {{0, 1000}}},
             {"bytes=007-008", {{7, 2}}},
             {"Bytes=0-0", {{0, 1}}},
             {"bytes=0-0,-1", {{0, 1}, {999, 1}}},
             {"bytes= 900-999 ,\t0-99,, 5-6,", {{900, 100}, {0, 100}, {5, 2}}},
             {"bytes=0-0,1000-,5-5", {{0, 1}, {5, 1}}},
             {"bytes=1000-,-0,7-7", {{7, 1}}},
             {"bytes=0-499,0-499", {{0, 500}, {0, 500}}},
         }) {
        CAPTURE(r.value);
        const chosen made = choose(r.value, 1000);
        CHECK(made.wanted == ranges_wanted::parts);
        CHECK(made.parts == r.parts);
    }
}

TEST_CASE("a field that is malformed, or has another unit, does not count")
{
    for (const std::string_view value : {
             "",           "bytes",         "bytes=",        "bytes=,",     "bytes=-",     "bytes=5",
             "bytes=a-b",  "bytes=1-2-3",   "bytes=5-4",     "bytes=0-0,x", "bytes=0 - 5", "bytes =0-5",
             "lines=0-5",  "bytes:0-5",     "bytes=--5",     "bytes=+1-5",  "bytes=0x1-5", "bytes=1.0-5",
             "bytes=1-5;", "bytes=1-5 6-7", "bytes=0-0;1-1", "none",        "=0-5",        "bytes=9999-9998",
         }) {
        CAPTURE(value);
        const chosen made = choose(value, 1000);
        CHECK(made.wanted == whole);
        CHECK(made.parts.empty());
    }
}

TEST_CASE("ranges without a byte are not satisfiable")
{
    for (const std::string_view value :
         {"bytes=1000-", "bytes=1000-1000", "bytes=-0", "bytes=2000-3000,-0", "bytes=99999999999999999999-"})
        CHECK(choose(value, 1000).wanted == unsatisfied);
    CHECK(choose("bytes=0-", 0).wanted == unsatisfied);
    CHECK(choose("bytes=0-0", 0).wanted == unsatisfied);
    CHECK(choose("bytes=-0", 0).wanted == unsatisfied);
    CHECK(choose("bytes=-5", 0).wanted == whole); // all that there is
}

TEST_CASE("more than 16 ranges, and more bytes than there are, are the whole")
{
    std::string value = "bytes=0-0";
    for (int i = 1; i < 16; ++i)
        value += ",1-1";
    CHECK(choose(value, 1000).parts.size() == 16);
    CHECK(choose(value + ",2-2", 1000).wanted == whole);
    CHECK(choose(value + ",1000-", 1000).wanted == whole);
    CHECK(choose("bytes=0-,0-0", 1000).wanted == whole);
    CHECK(choose("bytes=0-500,500-999", 1000).wanted == whole);
    CHECK(choose("bytes=0-,-1,-1", 1000).wanted == whole);
    CHECK(choose("bytes=0-18446744073709551614,1-", ~std::uint64_t{0}).wanted == whole);
}

TEST_SUITE_END();
