#pragma once

#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

// What the table of facts.py is made of.

struct fact_data {
    std::string x;
    std::vector<std::string> list = {x, "b"};
    bool yes = true;
    double nan = std::numeric_limits<double>::quiet_NaN();
    plait::safe_html html = plait::safe_html("<b title=\"a\">");
};
BOOST_DESCRIBE_STRUCT(fact_data, (), (x, list, yes, nan, html))

struct refused_fact {
    std::string_view text;
    std::string_view reason;
};

struct shown_fact {
    std::string_view text;
    std::string x;
    std::string_view page;
    plait::html_template<fact_data> in_source;
    plait::html_template<fact_data> embedded;
};
