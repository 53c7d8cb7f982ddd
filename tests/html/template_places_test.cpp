#include <plait/html/html_template.hpp>

#include "template_checks.hpp"

#include <boost/describe/class.hpp>
#include <doctest/doctest.h>

#include <array>
#include <string>

using template_checks::refusal;
using template_checks::rendered;

namespace {

struct values {
    std::string x;
    std::string y;
    bool yes = true;
    int number = 7;
    std::vector<std::string> list;
    plait::safe_html html;
    plait::safe_url url;
    plait::safe_css css;
    plait::safe_json json;
};
BOOST_DESCRIBE_STRUCT(values, (), (x, y, yes, number, list, html, url, css, json))

std::string with(std::string_view text, std::string x, std::string y = {})
{
    values data;
    data.x = std::move(x);
    data.y = std::move(y);
    return rendered(text, data);
}

std::string reason(std::string_view text)
{
    return std::string(refusal<values>(text).view());
}

bool is_refused_for(std::string_view text, std::string_view words)
{
    const std::string why = reason(text);
    CAPTURE(text);
    CAPTURE(why);
    CHECK(why.find(words) != std::string::npos);
    return why.find(words) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("template_places");

TEST_CASE("in text and quoted attributes, character references stand for what would be markup")
{
    const std::string evil = "</p><script>\"'&";
    const std::string safe = "&lt;/p&gt;&lt;script&gt;&quot;&#39;&amp;";
    CHECK(with("<p>{{x}}</p>", evil) == "<p>" + safe + "</p>");
    CHECK(with("<p title=\"{{x}}\">", evil) == "<p title=\"" + safe + "\">");
    CHECK(with("<p title='{{x}}'>", evil) == "<p title='" + safe + "'>");
    CHECK(
        with("<p data-any='{{x}}' aria-label='{{x}}'>", evil)
        == "<p data-any='" + safe + "' aria-label='" + safe + "'>");
    CHECK(with("<title>{{x}}</title>", evil) == "<title>" + safe + "</title>");
    CHECK(with("<TextArea>{{x}}</textarea>", evil) == "<TextArea>" + safe + "</textarea>");
}

TEST_CASE("trusted HTML stands as it is in text only, and is escaped again elsewhere")
{
    values data;
    data.html = plait::safe_html("<b title=\"a\">&amp;</b>");
    CHECK(rendered("<p>{{html}}</p>", data) == "<p><b title=\"a\">&amp;</b></p>");
    CHECK(rendered("<p title=\"{{html}}\">", data) == "<p title=\"&lt;b title=&quot;a&quot;&gt;&amp;amp;&lt;/b&gt;\">");
    CHECK(
        rendered("<title>{{html}}</title>", data) == "<title>&lt;b title=&quot;a&quot;&gt;&amp;amp;&lt;/b&gt;</title>");
    CHECK(
        rendered("<iframe srcdoc=\"{{html}}\"></iframe>", data)
        == "<iframe srcdoc=\"&lt;b title=&quot;a&quot;&gt;&amp;amp;&lt;/b&gt;\"></iframe>");
    CHECK(is_refused_for("<iframe srcdoc=\"{{x}}\"></iframe>", "srcdoc holds a whole page"));
}

TEST_CASE("a URL that begins with a field has a known scheme, or none")
{
    for (const char* good :
         {"http://a/", "https://a/b?c=d#e", "HTTPS://a", "mailto:a@b", "tel:+1", "/a", "a/b:c", "?a:b", "#a:b", ""}) {
        CAPTURE(good);
        CHECK(with("<a href=\"{{x}}\">", good) == "<a href=\"" + std::string(good) + "\">");
    }
    for (const char* bad :
         {"javascript:alert(1)", "JavaScript:alert(1)", " javascript:a", "java\nscript:a", "\1javascript:a",
          "vbscript:a", "data:text/html,a", "blob:a", "file:a", "x:a", ":a"}) {
        CAPTURE(bad);
        CHECK(with("<a href=\"{{x}}\">", bad) == "<a href=\"about:invalid#refused-by-plait\">");
        CHECK(with("<form action='{{x}}'>", bad) == "<form action='about:invalid#refused-by-plait'>");
        CHECK(
            with("<a/href=\"{{x}}\">", bad) == "<a/href=\"about:invalid#refused-by-plait\">"); // / separates attributes
        CHECK(with("<a ping=\"{{x}}\">", bad) == "<a ping=\"about:invalid#refused-by-plait\">");
        CHECK(with("<svg><a xlink:href=\"{{x}}\">", bad) == "<svg><a xlink:href=\"about:invalid#refused-by-plait\">");
    }
}

TEST_CASE("more of a URL is encoded as its part demands")
{
    CHECK(with("<a href='{{x}}/b'>", "a b\"'<>&(c") == "<a href='a%20b%22%27%3C%3E&amp;%28c/b'>");
    CHECK(with("<a href='/a/{{x}}'>", "b/c?d=e&f") == "<a href='/a/b/c?d=e&amp;f'>");
    CHECK(with("<a href='/a/{{x}}'>", "50%2F50%, 100%") == "<a href='/a/50%2F50%25,%20100%25'>");
    CHECK(with("<a href='/a?q={{x}}'>", "b/c?d=e&f \xC3\xA4") == "<a href='/a?q=b%2Fc%3Fd%3De%26f%20%C3%A4'>");
    CHECK(with("<a href='#{{x}}'>", "a:b") == "<a href='#a%3Ab'>");
    CHECK(with("<a href='page-{{x}}.html'>", "1:/2") == "<a href='page-1%3A%2F2.html'>");
    CHECK(with("<a href='java{{x}}'>", "script:alert(1)") == "<a href='javascript%3Aalert%281%29'>");
    CHECK(with("<a href='/{{x}}'>", "/evil.example") == "<a href='/%2Fevil.example'>");
    CHECK(with("<a href='/{{x}}'>", "\\evil.example") == "<a href='/%5Cevil.example'>");
    CHECK(with("<a href='https://{{x}}/'>", "host") == "<a href='https://host/'>");
    CHECK(with("<a href='/foo?{{#each list as v}}&amp;v={{v}}{{/each}}'>", "") == "<a href='/foo?'>");
    CHECK(with("<a href='/page{{#if yes}}?x={{x}}{{/if}}'>", "1&2") == "<a href='/page?x=1%262'>");
}

TEST_CASE("a trusted URL may have any scheme, and cannot leave its attribute")
{
    values data;
    data.url = plait::safe_url("data:image/png;base64,A\"A'");
    CHECK(rendered("<img src='{{url}}'>", data) == "<img src='data:image/png;base64,A%22A%27'>");
}

TEST_CASE("a URL of code begins with a place that the template names")
{
    CHECK(with("<script src='/js/{{x}}.js'></script>", "a/b") == "<script src='/js/a%2Fb.js'></script>");
    CHECK(with("<script src='/js/{{x}}/a.js'></script>", "..") == "<script src='/js/refused-by-plait/a.js'></script>");
    CHECK(
        with("<iframe src='https://a.example/{{x}}'></iframe>", "b") == "<iframe src='https://a.example/b'></iframe>");
    CHECK(with("<link rel='canonical' href='{{x}}'>", "http://a/b") == "<link rel='canonical' href='http://a/b'>");
    for (const char* bad :
         {"<script src='{{x}}'></script>", "<script src='//{{x}}'></script>", "<script src='https://{{x}}/a'></script>",
          "<script src='https:{{x}}'></script>", "<script src='https://a.{{x}}'></script>",
          "<iframe src='{{x}}'></iframe>", "<embed src='{{x}}'>", "<object data='{{x}}'>", "<base href='{{x}}'>",
          "<link href='{{x}}' rel='icon'>", "<link rel='stylesheet' href='{{x}}'>",
          "<link rel='icon stylesheet' href='{{x}}'>", "<svg><script xlink:href='{{x}}'></script>"})
        CHECK(is_refused_for(bad, "begin the URL with a path"));
}

TEST_CASE("each URL of a srcset is checked, and spaces and commas are kept")
{
    CHECK(with("<img srcset='{{x}}'>", "/a.png 2x, /b.png 1.5x") == "<img srcset='/a.png 2x, /b.png 1.5x'>");
    CHECK(
        with("<img srcset='{{x}}'>", "/x#,javascript:alert(1)") == "<img srcset='/x#,about:invalid#refused-by-plait'>");
    CHECK(
        with("<img srcset='{{x}} 2x, {{y}} 1x'>", "javascript:a", "/b,c d")
        == "<img srcset='about:invalid#refused-by-plait 2x, /b,c d 1x'>");
    CHECK(with("<img srcset='/img/{{x}} {{y}}w'>", "a,b c", "100") == "<img srcset='/img/a%2Cb%20c 100w'>");
}

TEST_CASE("a value in CSS is a keyword, a number or a colour")
{
    for (const char* good : {"red", "#ffcc00", "1.5em", "-3px", "50%", "Arial, sans-serif", "bold 12px"}) {
        CAPTURE(good);
        CHECK(with("<p style='color: {{x}}'>", good) == "<p style='color: " + std::string(good) + "'>");
        CHECK(
            with("<style>p { color: {{x}}; }</style>", good)
            == "<style>p { color: " + std::string(good) + "; }</style>");
        CHECK(with("<svg><rect fill='{{x}}'/>", good) == "<svg><rect fill='" + std::string(good) + "'/>");
    }
    for (const char* bad :
         {"url(//evil)", "expression(alert(1))", "EXPRESSION", "-moz-binding", "a;b:c", "a}b", "</style>", "a/*b",
          "\\65xpression", "\"a\"", "a'b", "a\nb", "@import", "a<b", "behavior"}) {
        CAPTURE(bad);
        CHECK(with("<p style='color: {{x}}'>", bad) == "<p style='color: refused-by-plait'>");
        CHECK(
            with("<style>p { color: {{x}}/{{x}} }</style>", bad)
            == "<style>p { color: refused-by-plait/refused-by-plait }</style>");
        CHECK(with("<svg><rect fill='{{x}}'/>", bad) == "<svg><rect fill='refused-by-plait'/>");
    }
    CHECK(
        with("<p style='width: {{number}}px; color: rgb({{number}}, 0, 0)'>", "")
        == "<p style='width: 7px; color: rgb(7, 0, 0)'>");
    values data;
    data.css = plait::safe_css("url(\"a.png\") </style>");
    CHECK(
        rendered("<p style='background: {{css}}'>", data)
        == "<p style='background: url(&quot;a.png&quot;) &lt;/style&gt;'>");
    CHECK(
        rendered("<style>p { background: {{css}} }</style>", data)
        == "<style>p { background: url(\"a.png\") \\3c /style> }</style>");
}

TEST_CASE("what could be more than a value of CSS is refused")
{
    CHECK(is_refused_for("<p style='{{x}}'>", "a field can only be a value in CSS"));
    CHECK(is_refused_for("<p style='{{x}}: red'>", "a field can only be a value in CSS"));
    CHECK(is_refused_for("<style>{{x}} { color: red }</style>", "a field can only be a value in CSS"));
    CHECK(is_refused_for("<style>a:{{x}} { color: red }</style>", "a field can only be a value in CSS"));
    CHECK(is_refused_for("<style>@import {{x}};</style>", "a field can only be a value in CSS"));
    CHECK(is_refused_for("<style>p { background: url({{x}}) }</style>", "may load a URL"));
    CHECK(is_refused_for("<p style='background: URL(\"{{x}}\")'>", "may load a URL"));
    CHECK(is_refused_for("<p style='width: expression({{x}})'>", "may load a URL"));
    CHECK(is_refused_for("<p style='background: image-set({{x}})'>", "may load a URL"));
    CHECK(is_refused_for("<style>p { content: '{{x}}' }</style>", "in a string of CSS"));
    CHECK(is_refused_for("<style>p { /* {{x}} */ }</style>", "in a comment of CSS"));
    CHECK(is_refused_for("<style>p { color: {{x}}(1) }</style>", "the name of a function"));
    CHECK(is_refused_for("<p style='background: \\75rl({{x}})'>", "a backslash"));
    CHECK(is_refused_for("<p style='background: url&#40;{{x}})'>", "a character reference"));
    CHECK(is_refused_for("<p style='color: {{yes}}'>", "bool cannot be shown in CSS"));
    CHECK(
        reason("<style>p { background: url(a;b.png); color: {{x}} } .a { content: \"}\"; width: {{number}}px }</style>")
        == "");
}

TEST_CASE("a value in a script is whole JSON that cannot end the script")
{
    CHECK(
        with("<script>const x = {{x}};</script>", "</script><!--\"'`\\\n\xE2\x80\xA8&")
        == R"(<script>const x = "\u003C\u002Fscript\u003E\u003C!--\"\u0027\u0060\\\n\u2028\u0026";</script>)");
    CHECK(
        with("<script>f({{x}}, [{{number}}], {a: {{yes}}})\nreturn {{x}}</script>", "a")
        == "<script>f(\"a\", [7], {a: true})\nreturn \"a\"</script>");
    CHECK(
        with("<script>const a = {{x}}\nconst b = {{x}}</script>", "a")
        == "<script>const a = \"a\"\nconst b = \"a\"</script>");
    CHECK(
        with("<script>// it's\nx = {{number}}; /* ` */ y = '\\'/' + 1, z = {{number}};</script>", "")
        == "<script>// it's\nx = 7; /* ` */ y = '\\'/' + 1, z = 7;</script>");
    values data;
    data.json = plait::safe_json(R"({"a":"</script>"})");
    CHECK(
        rendered("<script>const x = {{json}};</script>", data)
        == R"(<script>const x = {"a":"\u003C/script\u003E"};</script>)");
}

TEST_CASE("a script is JavaScript or JSON by its type, as browsers take it")
{
    for (const char* type :
         {"", " ", "\t", "module", "text/javascript", "TEXT/JavaScript; charset=utf-8", "application/json",
          "application/ld+json", "importmap", "speculationrules"}) {
        CAPTURE(type);
        CHECK(
            with("<script type=\"" + std::string(type) + "\">[{{x}}]</script>", "<")
            == "<script type=\"" + std::string(type) + "\">[\"\\u003C\"]</script>");
    }
    CHECK(
        with("<script type=application/json>{{x}}</script>", "<")
        == "<script type=application/json>\"\\u003C\"</script>");
    CHECK(is_refused_for("<script type=\"\">{{x}}</script>", "a field in a script is a whole value"));
    CHECK(is_refused_for("<script type=\" \">{{x}}</script>", "a field in a script is a whole value"));
    CHECK(is_refused_for("<script type='text/template'>[{{x}}]</script>", "a script of this type may be anything"));
    CHECK(is_refused_for("<script type='text&#47;template'>[{{x}}]</script>", "a script of this type may be anything"));
    CHECK(is_refused_for("<script type='{{x}}'>[{{x}}]</script>", "which decides what other parts of the page mean"));
    CHECK(is_refused_for(
        "<script type='{{#if yes}}module{{/if}}'>[{{x}}]</script>", "a script of this type may be anything"));
    CHECK(is_refused_for(
        "<script type='text/javascript' type='unknown'>[{{x}}]</script>", "has the attribute type twice"));
}

TEST_CASE("what could be more than a value in a script is refused")
{
    for (const char* slash :
         {"<script>if(true){/{{x}}/g.test('x')}</script>", "<script>await /{{x}}/</script>",
          "<script>`a`/{{x}}/b</script>", "<script>x = 1 / 2, y = {{x}}</script>", "<script>var a = `{{x}}`</script>",
          "<script>`${function(){return `{{x}}+1`}()}`</script>", "<script>var t = `a`; x = {{x}}</script>",
          "<script>#!/a\nx = {{x}}</script>", "<script>\n--> a\nx = {{x}}</script>",
          "<script>x = \"a\nb\", y = {{x}}</script>", "<script>\\u0061 = {{x}}</script>"})
        CHECK(is_refused_for(slash, "stands before in this script"));
    CHECK(is_refused_for(
        "<script>`${ {{#each list as v}} { {{else}} { { {{/each}} } } {{x}}}`</script>",
        "stands before in this script"));
    for (const char* text : {"<script>x = \"{{x}}\";</script>", "<script>x = '{{x}}';</script>"})
        CHECK(is_refused_for(text, "take away the quotes"));
    for (const char* comment : {"<script>// {{x}}\n</script>", "<script>/* {{x}} */</script>"})
        CHECK(is_refused_for(comment, "in a comment of a script"));
    for (const char* place :
         {"<script>{{x}}</script>", "<script>{{x}};</script>", "<script>var {{x}} = 1</script>",
          "<script>x => {{x}}</script>", "<script>a.return {{x}}</script>", "<script>if (1) {{x}}</script>",
          "<script>; {{x}}</script>", "<script>a + {{x}}</script>"})
        CHECK(is_refused_for(place, "a field in a script is a whole value"));
    for (const char* behind :
         {"<script>x = {{x}}/1</script>", "<script>x = {{x}}(1)</script>", "<script>x = {{x}}`a`</script>",
          "<script>x = {{x}}.y</script>", "<script>x = {{x}}\n/1/g</script>", "<script>x = {{x}} // a</script>",
          "<script>x = {{x}}{{x}}</script>"})
        CHECK(is_refused_for(behind, "a field in a script is a whole value"));
    CHECK(is_refused_for("<script><!-- {{x}}</script>", "<!-- in a script changes where it ends"));
    CHECK(is_refused_for("<script>var s = '<!--<script>';</script>", "<!-- in a script changes where it ends"));
    CHECK(with("<script>\vx =\v{{number}};\xC2\xA0</script>", "") == "<script>\vx =\v7;\xC2\xA0</script>");
}

TEST_CASE("attributes that may hold URLs or code, or that are not known, take no field")
{
    for (const char* handler : {"<a onclick='{{x}}'>", "<svg/onload=\"{{x}}\">", "<body ONLOAD='f({{x}})'>"})
        CHECK(is_refused_for(handler, "which is code: put it into an attribute data-..."));
    for (const char* unknown :
         {"<my-element thing='{{x}}'>", "<animate to='{{x}}'>", "<animate values='{{x}}'>", "<set from='{{x}}'>",
          "<iframe sandbox='{{x}}'>", "<iframe allow='{{x}}'>", "<param name=a value='{{x}}'>",
          "<object codebase='{{x}}'>", "<p is='{{x}}'>", "<animate attributeName='{{x}}'>"})
        CHECK(is_refused_for(unknown, "which may hold a URL or code here: use an attribute data-..."));
}

TEST_CASE("a meta with http-equiv takes no field, in whatever order")
{
    CHECK(with("<meta name=description content='{{x}}'>", "\"a'") == "<meta name=description content='&quot;a&#39;'>");
    for (const char* refresh :
         {"<meta http-equiv=refresh content=\"0;url={{x}}\">", "<meta http-equiv='refresh' content='0; url \t= {{x}}'>",
          "<meta http-equiv='refresh' content='0; {{x}}'>",
          "<meta {{#if yes}}http-equiv='refresh'{{/if}} content='{{x}}'>"})
        CHECK(is_refused_for(refresh, "send a header of HTTP instead"));
    CHECK(is_refused_for("<meta content='{{x}}' http-equiv='refresh'>", "send a header of HTTP instead"));
    CHECK(is_refused_for("<meta http-equiv='{{x}}' content='a'>", "which decides what other parts of the page mean"));
}

TEST_SUITE_END();
