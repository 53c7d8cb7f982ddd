#include <plait/http/request.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

using namespace plait::http;

TEST_SUITE_BEGIN("accept");

TEST_CASE("preferred_type gives the type that the client likes most")
{
    struct row {
        const char* name;
        const char* accept;
        std::string_view preferred; // of text/html, application/json and text/plain
    };
    for (const row& r : {
             row{"one type", "application/json", "application/json"},
             row{"in other letters", "Application/JSON", "application/json"},
             row{"weights", "text/html;q=0.5, application/json;q=0.9, text/plain;q=0.1", "application/json"},
             row{"no weight is 1", "text/html;q=0.9, text/plain", "text/plain"},
             row{"the first one of those that are liked as much", "text/plain, application/json", "application/json"},
             row{"everything", "*/*", "text/html"},
             row{"a range", "text/*;q=0.5, application/*", "application/json"},
             row{"a type beats its range", "text/*, text/html;q=0.1, application/json;q=0.5", "text/plain"},
             row{"a range beats everything", "*/*, text/*;q=0.1, application/json;q=0.5", "application/json"},
             row{"whatever the order", "text/html;q=0.1, */*;q=0.8, text/*;q=0.2", "application/json"},
             row{"none of them", "image/png", ""},
             row{"weight 0 is not accepted", "application/json;q=0, text/*;q=0.0", ""},
             row{"all but one", "*/*, text/html;q=0", "application/json"},
             row{"a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"},
             row{"axios", "application/json, text/plain, */*", "text/html"}, // it likes all as much
             row{"an old Java", "image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html"},
             row{"a charset", "application/json; charset=utf-8", "application/json"},
             row{"the type alone beats one with a parameter", "text/html;level=1, text/html;q=0.2, text/plain;q=0.5",
                 "text/plain"},
             row{"parameters behind the weight", "application/json;q=0.5;a=b, text/plain;q=0.4", "application/json"},
             row{"what follows the weight is no parameter of the type",
                 "text/html;q=0.2;a=b, text/html;c=d;q=0.9, text/plain;q=0.5", "text/plain"},
             row{"a comma in quotes", "text/plain;a=\"b, text/html\"", "text/plain"},
             row{"a quote in quotes", "text/plain;a=\"b\\\", text/html\"", "text/plain"},
             row{"white space", " text/plain ; q=0.5\t,\tapplication/json ; q=0.9 ", "application/json"},
             row{"many digits", "text/html;q=0.1234, text/plain;q=0.1239", "text/html"},
             row{"more digits than count", "text/html;q=0.99999999999999999999, text/plain", "text/plain"},
             row{"empty elements", ",, text/plain,", "text/plain"},
             row{"Q", "text/html;Q=0.1, text/plain", "text/plain"},
         }) {
        CAPTURE(r.name);
        const request request(method::get, "/", "", {{"Accept", r.accept}});
        CHECK(request.preferred_type({"text/html", "application/json", "text/plain"}) == r.preferred);
    }
}

TEST_CASE("a client that says nothing, or nothing right, gets the first type that is offered")
{
    for (const char* accept :
         {"", " ", ",", "json", "text/", "/html", "a b/c", "text/html;q=", "text/html;q=x", "text/html;q=2",
          "text/html;q=-1", "text/html;q=1.5", "text/html;a=\""}) {
        CAPTURE(accept);
        const std::string_view expected = std::string_view(accept) == "text/html;a=\"" ? "text/html" : "a/b";
        const request request(method::get, "/", "", {{"Accept", accept}});
        CHECK(request.preferred_type({"a/b", "text/html"}) == expected);
    }
    CHECK(request(method::get, "/").preferred_type({"a/b", "c/d"}) == "a/b");
    CHECK(request(method::get, "/").preferred_type({}) == "");
}

TEST_CASE("several fields Accept count as one")
{
    const request request(method::get, "/", "", {{"Accept", "text/html;q=0.5"}, {"accept", "application/json"}});
    if (request.preferred_type({"text/html", "application/json"}) == "application/json")
        CHECK(request.preferred_type({"text/html"}) == "text/html");
    else
        FAIL("the second field is not seen");
}

TEST_CASE("an offered type may have parameters, and a range that names them is the closest")
{
    const request request(
        method::get, "/", "",
        {{"Accept", "text/plain;version=0.0.4;q=0.3, application/openmetrics-text;version=1.0.0;q=0.5, "
                    "application/openmetrics-text;version=0.0.1;q=0.9, */*;q=0.1"}});
    CHECK(
        request.preferred_type({"text/plain", "application/openmetrics-text; version=1.0.0"})
        == "application/openmetrics-text; version=1.0.0");
    CHECK(
        request.preferred_type(
            {"application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=0.0.1"})
        == "application/openmetrics-text; version=0.0.1");
}

TEST_CASE("whatever Accept holds, the result is one of the offered types, or empty")
{
    std::mt19937 random(20);
    constexpr std::string_view pieces[] = {"text/html", "application/json",
                                           "*/*",       "text/*",
                                           "*",         ";q=0.5",
                                           ";q=1",      ";q=",
                                           ",",         ";",
                                           "=",         "\"",
                                           "\\",        " ",
                                           "/",         "\xff",
                                           ";a=b",      ";a=\"b\"",
                                           ".",         "0"};
    for (int round = 0; round < 20'000; ++round) {
        std::string accept;
        for (std::size_t left = random() % 12; left > 0; --left)
            accept +=
                random() % 8 == 0 ? std::string(1, static_cast<char>(random())) : std::string(pieces[random() % 20]);
        CAPTURE(accept);
        const request request(method::get, "/", "", {{"Accept", accept}});
        const std::string_view type = request.preferred_type({"text/html", "application/json"});
        REQUIRE((type.empty() || type == "text/html" || type == "application/json"));
    }
}

TEST_SUITE_END();
