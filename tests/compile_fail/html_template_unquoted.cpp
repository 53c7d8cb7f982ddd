// Fails with: line 1, column 10: put quotes around the value of the attribute
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
    return plait::html_template<greeting>([] { return "<p title='{{name}}'>"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "<p title={{name}}>"; }).render(data);
#endif
}
