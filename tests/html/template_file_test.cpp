#include <plait/html/template_file.hpp>

#include <plait/html/html_template.hpp>
#include <plait/html/text_template.hpp>

#include <support/folder.hpp>

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#ifndef _WIN32
#include <sys/stat.h>
#endif

using plait::html_template;
using plait::template_error;
using plait::template_file;

namespace {

struct greeting {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(greeting, (), (name))

void write(const std::string& path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

TEST_SUITE_BEGIN("template_file");

TEST_CASE("a template from a file is the same as one in the source")
{
    const folder files;
    write(files.file("page.html"), "<p title='{{name}}'>{{name}}</p>");

    const html_template<greeting> page(template_file(files.file("page.html")));

    CHECK(page.render({"<Ada>"}) == "<p title='&lt;Ada&gt;'>&lt;Ada&gt;</p>");
}

TEST_CASE("an edit shows at the next rendering")
{
    const folder files;
    const std::string path = files.file("page.html");
    write(path, "one {{name}}");
    const html_template<greeting> page{template_file(path)};
    CHECK(page.render({"Ada"}) == "one Ada");

    write(path, "two: {{name}}");
    CHECK(page.render({"Ada"}) == "two: Ada");

    // An edit that keeps the length is seen by the file's time.
    write(path, "six: {{name}}");
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(1));
    CHECK(page.render({"Ada"}) == "six: Ada");
}

TEST_CASE("files of the same folder are inserted, and watched, too")
{
    const folder files;
    write(files.file("page.html"), "{{#block body}}<p>{{name}}</p>{{/block}}{{> layout.html}}");
    write(files.file("layout.html"), "<main>{{> body}}</main>");
    const html_template<greeting> page(template_file(files.file("page.html")));
    CHECK(page.render({"Ada"}) == "<main><p>Ada</p></main>");

    write(files.file("layout.html"), "<div>{{> body}}</div>");
    CHECK(page.render({"Ada"}) == "<div><p>Ada</p></div>");
}

TEST_CASE("a file that is refused throws an error that names the file, the line and the reason, until it is mended")
{
    const folder files;
    const std::string path = files.file("page.html");
    write(path, "<p>\n{{nam}}</p>");
    const html_template<greeting> page{template_file(path)};
    const auto message = [&]() -> std::string {
        try {
            return page.render({"Ada"});
        } catch (const template_error& refused) {
            return refused.what();
        }
    };

    CHECK(message().find(path + ": line 2, column 3: ") == 0);
    CHECK(message().find("greeting has no described member nam") != std::string::npos);

    write(path, "{{> part.html}}");
    CHECK(message() == path + ": line 1, column 1: there is no file part.html, and no block of that name above");

    write(files.file("part.html"), "{{name}}\n<b");
    CHECK(message().find("the template ends within a tag") != std::string::npos);

    write(files.file("part.html"), "{{name}}\n<b>");
    CHECK(message() == "Ada\n<b>");

    std::filesystem::remove(path);
    CHECK(message() == "the template " + path + " cannot be read");
}

TEST_CASE("a file outside the template's folder is not inserted")
{
    const folder files;
    std::filesystem::create_directory(files.file("pages"));
    write(files.file("secret"), "secret");
    write(files.file("pages/page.html"), "{{> ../secret}}");

    CHECK_THROWS_AS(
        (void)html_template<greeting>(template_file(files.file("pages/page.html"))).render({""}), template_error);
}

#ifndef _WIN32
TEST_CASE("what is no regular file is not read, so that nothing waits for a pipe")
{
    const folder files;
    std::filesystem::create_directory(files.file("folder"));
    write(files.file("page.html"), "{{> pipe}}");
    REQUIRE(mkfifo(files.file("pipe").c_str(), 0600) == 0);

    for (const char* name : {"folder", "pipe", "page.html"}) {
        CAPTURE(name);
        CHECK_THROWS_AS((void)html_template<greeting>(template_file(files.file(name))).render({""}), template_error);
    }
}
#endif

TEST_CASE("copies of a template share the file, and the last one gives it up")
{
    const folder files;
    write(files.file("text"), "Dear {{name}}");
    plait::text_template<greeting> text([] { return "none"; });
    {
        const plait::text_template<greeting> first(template_file(files.file("text")));
        const auto second = first;
        text = second;
        text = *&text;
    }

    CHECK(text.render({"<Ada>"}) == "Dear <Ada>");
}

TEST_SUITE_END();
