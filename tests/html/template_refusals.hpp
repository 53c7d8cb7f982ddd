#pragma once

#include "template_checks.hpp"

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Helpers of the tests of what is refused.

namespace {

using template_checks::refusal;

struct item {
    std::string K;
    std::string V;
};
BOOST_DESCRIBE_STRUCT(item, (), (K, V))

namespace other {

struct item {};
BOOST_DESCRIBE_STRUCT(item, (), ())

} // namespace other

struct not_described {};

struct data {
    bool Cond = false;
    bool F = false;
    std::string X;
    std::string H;
    int number = 0;
    std::vector<item> Items;
    std::map<std::string, item> map;
    std::variant<int, item> either;
    std::variant<other::item, item> twins;
    not_described hidden;
};
BOOST_DESCRIBE_STRUCT(data, (), (Cond, F, X, H, number, Items, map, either, twins, hidden))

struct row {
    std::string text;
    std::string refusal; // nothing: it is accepted
};

// Compilers write the names of types in different ways.
std::string without_scopes(std::string_view message)
{
    std::string text(message);
    for (const std::string_view scope :
         {"{anonymous}::", "(anonymous namespace)::", "__cxx11::", "__1::", ", std::allocator<item>", "basic_",
          "<char>"})
        for (std::size_t at = text.find(scope); at != std::string::npos; at = text.find(scope))
            text.erase(at, scope.size());
    return text;
}

void check(const std::vector<row>& rows)
{
    for (const row& each : rows) {
        CAPTURE(each.text);
        CHECK(without_scopes(refusal<data>(each.text).view()) == each.refusal);
    }
}

} // namespace
