#include "http/parse/accept_encoding.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace plait::http;
using detail::accepted_coding;

TEST_SUITE_BEGIN("accept_encoding");

namespace {

int weight(std::string_view coding, std::string_view value)
{
    const std::vector<field> fields{{"Host", "a"}, {"Accept-Encoding", value}};
    return accepted_coding(fields, coding);
}

} // namespace

TEST_CASE("Accept-Encoding says how much each coding is liked")
{
    struct row {
        const char* name;
        const char* value;
        int gzip;
        int br;
        int identity;
    };
    for (const row& r : {
             row{"a browser", "gzip, deflate, br, zstd", 1000, 1000, 1},
             row{"weights", "br;q=1.0, gzip;q=0.8, *;q=0.1", 800, 1000, 100},
             row{"an old name", "x-gzip;q=0.25", 250, 0, 1},
             row{"other letters", "GZip;Q=0.5, bR", 500, 1000, 1},
             row{"everything", "*", 1000, 1000, 1000},
             row{"everything else", "*;q=0.5, br", 500, 1000, 500},
             row{"not this one", "gzip;q=0, *", 0, 1000, 1000},
             row{"nothing else", "gzip, *;q=0", 1000, 0, 0},
             row{"not as it is", "identity;q=0", 0, 0, 0},
             row{"as it is", "identity", 0, 0, 1000},
             row{"nothing", "", 0, 0, 1},
             row{"empty elements", " , gzip,, ", 1000, 0, 1},
             row{"white space", "\tgzip ;\tq=0.5 , br", 500, 1000, 1},
             row{"one named twice", "gzip;q=0, gzip;q=0.2, x-gzip;q=0.1", 200, 0, 1},
             row{"parts of the name", "gzipped, zip, xbr", 0, 0, 1},
         }) {
        CAPTURE(r.name);
        CHECK(weight("gzip", r.value) == r.gzip);
        CHECK(weight("x-gzip", r.value) == r.gzip);
        CHECK(weight("br", r.value) == r.br);
        CHECK(weight("identity", r.value) == r.identity);
    }
}

TEST_CASE("a malformed element of Accept-Encoding does not count")
{
    for (const char* element :
         {"gzip;", "gzip;q", "gzip;q=", "gzip;q=x", "gzip;q=2", "gzip;q=1.001", "gzip;q=-1", "gzip;q =1",
          "gzip;level=5", "gzip;q=1;q=1", "gzip br", "\"gzip\"", ";q=1", "gzip=1"}) {
        CAPTURE(element);
        CHECK(weight("gzip", element) == 0);
        CHECK(weight("gzip", "br;q=0.5, " + std::string(element) + ", gzip;q=0.5") == 500);
        CHECK(weight("br", "br;q=0.5, " + std::string(element)) == 500);
    }
}

TEST_CASE("several fields Accept-Encoding are one list")
{
    const std::vector<field> fields{
        {"accept-encoding", "br;q=0.5"}, {"Accept", "gzip"}, {"ACCEPT-ENCODING", "*;q=0.1"}};
    CHECK(accepted_coding(fields, "br") == 500);
    CHECK(accepted_coding(fields, "gzip") == 100);
}

TEST_CASE("a client without Accept-Encoding gets what is not coded")
{
    const std::vector<field> fields{{"Accept", "*/*"}};
    CHECK(accepted_coding(fields, "gzip") == 0);
    CHECK(accepted_coding(fields, "identity") == 1);
}

TEST_SUITE_END();
