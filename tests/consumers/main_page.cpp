#include <plait/html/html_template.hpp>

#include <page.html.hpp>

#include <boost/describe/class.hpp>

#include <iostream>
#include <string>

struct greeting {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name))

constexpr plait::html_template<greeting> page(templates::page_html);

int main()
{
    std::cout << page.render({"<Ada>"});
}
