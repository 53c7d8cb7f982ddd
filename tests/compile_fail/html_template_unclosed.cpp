// Fails with: line 1, column 4: {{#if}} is not closed: {{/if}} is missing
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
    return plait::html_template<greeting>([] { return "<p>{{#if name}}{{name}}{{/if}}</p>"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "<p>{{#if name}}{{name}}</p>"; }).render(data);
#endif
}
