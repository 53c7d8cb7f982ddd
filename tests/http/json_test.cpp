#include <plait/http/json.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace plait::http;

TEST_SUITE_BEGIN("json");

TEST_CASE("an answer with a JSON value")
{
    const response made = json({{"hits", 3}, {"since", "today"}});

    CHECK(made.status() == status::ok);
    CHECK(made.content_type() == "application/json");
    CHECK(made.body() == R"({"hits":3,"since":"today"})");
}

TEST_CASE("the status may be another, and the value any")
{
    CHECK(json(nullptr, status::conflict).status() == status::conflict);
    CHECK(json(nullptr).body() == "null");
    CHECK(json("\"</script>\n").body() == R"("\"</script>\n")");
    CHECK(json(boost::json::parse("[1,2.5,{}]")).body() == "[1,2.5E0,{}]");
}

TEST_SUITE_END();
