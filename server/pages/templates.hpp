#pragma once

#include "front_page.hpp"

#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <string>

struct hits {
    int count;
};
BOOST_DESCRIBE_STRUCT(hits, (), (count))

struct greeting {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name))

/// The templates of the site's pages: those of this folder as they were when the program was built or, if another folder
/// is given, the files there as they are at each request.
struct page_templates {
    plait::html_template<hits> hits_page;
    plait::html_template<shown_page> front_page;
    plait::html_template<greeting> hello_page;

    explicit page_templates(const std::string& folder);
};
