#include <plait/html/escape.hpp>

#include <doctest/doctest.h>

using plait::escape_html;

TEST_SUITE_BEGIN("escape");

TEST_CASE("& < > \" ' become character references")
{
    CHECK(escape_html("&") == "&amp;");
    CHECK(escape_html("<") == "&lt;");
    CHECK(escape_html(">") == "&gt;");
    CHECK(escape_html("\"") == "&quot;");
    CHECK(escape_html("'") == "&#39;");
    CHECK(
        escape_html("<a href=\"x\" title='y'>&amp;</a>")
        == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST_CASE("other text stays as it is")
{
    CHECK(escape_html("") == "");
    CHECK(escape_html("plain text, \xC3\xA4\n") == "plain text, \xC3\xA4\n");
    CHECK(escape_html(std::string(1, '\0')) == std::string(1, '\0'));
}

TEST_SUITE_END();
