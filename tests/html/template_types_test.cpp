#include <plait/html/html_template.hpp>

#include "template_checks.hpp"

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

using template_checks::refusal;
using template_checks::rendered;

namespace {

/// A range that gives others than it says.
struct odd_range {
    using value_type = char;
    std::vector<std::string> names = {"Ada", "Bob"};

    [[nodiscard]] auto begin() const { return names.begin(); }
    [[nodiscard]] auto end() const { return names.end(); }
};

struct odd_types {
    char array[8] = "array";
    int numbers[2] = {1, 2};
    char* pointer = array;
    wchar_t* wide = nullptr;
    std::filesystem::path path = "a/b";
    odd_range range;
    std::vector<bool> flags = {true, false};
    std::map<std::string, int> map = {{"__proto__", 1}, {"a", 2}};
};
BOOST_DESCRIBE_STRUCT(odd_types, (), (array, numbers, pointer, wide, path, range, flags, map))

} // namespace

TEST_SUITE_BEGIN("template_types");

TEST_CASE("arrays, pointers to characters and ranges of themselves are refused, as a part would stand for the whole")
{
    for (const char* name : {"array", "numbers", "pointer", "wide", "path"})
        for (const std::string& text :
             {"{{" + std::string(name) + "}}", "<script>x = {{" + std::string(name) + "}}</script>"}) {
            CAPTURE(text);
            CHECK(refusal<odd_types>(text).view().find("cannot be shown: name one of") != std::string_view::npos);
        }
}

TEST_CASE("a loop shows what a range gives, whatever the range calls it")
{
    CHECK(rendered("{{#each range as each}}{{each}},{{/each}}", odd_types()) == "Ada,Bob,");
    CHECK(rendered("{{#each flags as each}}{{each}},{{/each}}", odd_types()) == "true,false,");
    CHECK(rendered("<script>x = {{range}}</script>", odd_types()) == "<script>x = [\"Ada\",\"Bob\"]</script>");
}

TEST_CASE("a key of a map is a member in JavaScript, too, and sets no prototype")
{
    CHECK(
        rendered("<script>x = {{map}};</script>", odd_types()) == "<script>x = {[\"__proto__\"]:1,\"a\":2};</script>");
    CHECK(
        rendered("<script type=application/json>{{map}}</script>", odd_types())
        == "<script type=application/json>{\"__proto__\":1,\"a\":2}</script>");
}

TEST_SUITE_END();
