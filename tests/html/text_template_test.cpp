#include <plait/html/text_template.hpp>

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

using plait::text_template;

namespace {

struct mail {
    std::string name;
    std::vector<int> numbers;
    plait::safe_html html;
};
BOOST_DESCRIBE_STRUCT(mail, (), (name, numbers, html))

} // namespace

TEST_SUITE_BEGIN("text_template");

TEST_CASE("a text has the language of pages, and nothing is escaped")
{
    constexpr text_template<mail> text([] {
        return "Dear {{name}},\n"
               "{{#each numbers as n}}\n"
               "{{@number}}. <{{n}}>\n"
               "{{/each}}\n"
               "</script> <a href={{name}} {{html}}\n";
    });

    CHECK(
        text.render({"<Ada> & \"co\"", {7, 8}, plait::safe_html("<b>")})
        == "Dear <Ada> & \"co\",\n1. <7>\n2. <8>\n</script> <a href=<Ada> & \"co\" <b>\n");
}

TEST_CASE("a text is appended to what is there")
{
    std::string out = "> ";

    text_template<mail>([] { return "{{name}}"; }).append_to(out, {"Ada", {}, {}});

    CHECK(out == "> Ada");
}

TEST_SUITE_END();
