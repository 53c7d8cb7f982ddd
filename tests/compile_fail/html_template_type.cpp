// Fails with: line 1, column 1: a value of std::vector<int> cannot be shown
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
    return plait::html_template<greeting>([] { return "{{#each numbers as n}}{{n}}{{/each}}"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "{{numbers}}"; }).render(data);
#endif
}
