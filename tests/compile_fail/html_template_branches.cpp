// Fails with: line 1, column 1: the branches end in different places of the markup
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
    return plait::html_template<greeting>([] { return "{{#if name}}<b>{{/if}}"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "{{#if name}}<b{{/if}}"; }).render(data);
#endif
}
