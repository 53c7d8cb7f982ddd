// Fails with: a template is a lambda without captures that returns its text
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
    const char* text = "{{name}}";
#ifdef TWIN
    (void)text;
    return plait::html_template<greeting>([] { return "{{name}}"; }).render(data);
#else
    return plait::html_template<greeting>([=] { return text; }).render(data);
#endif
}
