#include <plait/http/html.hpp>

#include <support/folder.hpp>

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace plait::http;

namespace {

struct greeting {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name))

} // namespace

TEST_SUITE_BEGIN("html");

TEST_CASE("an answer with the page that a template makes")
{
    constexpr plait::html_template<greeting> page([] { return "<p>Hello, {{name}}!</p>"; });

    const response made = html(page, {"<Ada>"});

    CHECK(made.status() == status::ok);
    CHECK(made.content_type() == "text/html; charset=utf-8");
    CHECK(made.body() == "<p>Hello, &lt;Ada&gt;!</p>");
    CHECK(html(page, {"Ada"}, status::not_found).status() == status::not_found);
}

TEST_CASE("a file that is refused makes a page that says why")
{
    const folder files;
    std::ofstream(files.file("page.html")) << "<p>\n<b title={{name}}></b>";
    const plait::html_template<greeting> page(plait::template_file(files.file("page.html")));

    const response made = html(page, {"Ada"});

    CHECK(made.status() == status::internal_server_error);
    CHECK(
        made.body().find("page.html: line 2, column 10: put quotes around the value of the attribute")
        != std::string::npos);
}

TEST_SUITE_END();
