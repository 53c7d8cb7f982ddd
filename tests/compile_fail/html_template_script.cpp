// Fails with: line 1, column 22: a slash, a backtick or a backslash stands before in this script
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
    return plait::html_template<greeting>([] { return "<script>x = {{name}}; y = `a`;</script>"; }).render(data);
#else
    return plait::html_template<greeting>([] { return "<script>y = `a`; x = {{name}};</script>"; }).render(data);
#endif
}
