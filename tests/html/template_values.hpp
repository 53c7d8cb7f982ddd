#pragma once

#include "template_checks.hpp"

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Helpers of the tests of how fields are escaped.

namespace {

using template_checks::refusal;
using template_checks::rendered;

struct values {
    std::string x;
    std::string y;
    bool yes = true;
    int number = 7;
    std::vector<std::string> list;
    plait::safe_html html;
    plait::safe_url url;
    plait::safe_css css;
    plait::safe_json json;
};
BOOST_DESCRIBE_STRUCT(values, (), (x, y, yes, number, list, html, url, css, json))

std::string with(std::string_view text, std::string x, std::string y = {})
{
    values data;
    data.x = std::move(x);
    data.y = std::move(y);
    return rendered(text, data);
}

std::string reason(std::string_view text)
{
    return std::string(refusal<values>(text).view());
}

bool is_refused_for(std::string_view text, std::string_view words)
{
    const std::string why = reason(text);
    CAPTURE(text);
    CAPTURE(why);
    CHECK(why.find(words) != std::string::npos);
    return why.find(words) != std::string::npos;
}

} // namespace
