// Fails with: line 2, column 6: greeting has no described member nam
#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

struct greeting {
    std::string name;
    std::vector<int> numbers;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name, numbers))

std::string page(const greeting& data)
{
#ifdef TWIN
    return plait::html_template<greeting>([] { return "<p>\n<b>{{name}}</b></p>"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "<p>\n<b>{{nam}}</b></p>"; }).render(data);
#endif
}
