#include <plait/html/escape.hpp>

#include <doctest/doctest.h>

using plait::html::escape;

TEST_SUITE_BEGIN("escape");

TEST_CASE("& < > \" ' become character references")
{
    CHECK(escape("&") == "&amp;");
    CHECK(escape("<") == "&lt;");
    CHECK(escape(">") == "&gt;");
    CHECK(escape("\"") == "&quot;");
    CHECK(escape("'") == "&#39;");
    CHECK(escape("<a href=\"x\" title='y'>&amp;</a>")
          == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST_CASE("other text stays as it is")
{
    CHECK(escape("") == "");
    CHECK(escape("plain text, \xC3\xA4\n") == "plain text, \xC3\xA4\n");
    CHECK(escape(std::string(1, '\0')) == std::string(1, '\0'));
}

TEST_SUITE_END();
