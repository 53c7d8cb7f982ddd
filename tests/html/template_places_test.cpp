#include <plait/html/html_template.hpp>

#include "template_values.hpp"

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
    CHECK(is_refused_for(
        "{{#block b h}}<iframe srcdoc='{{h}}'></iframe>{{/block}}{{> b h=\"<b>\"}}", "srcdoc holds a whole page"));
    CHECK(
        rendered("<iframe srcdoc='{{#if yes}}{{html}}{{else}}<p>none{{/if}}'></iframe>", data)
        == "<iframe srcdoc='&lt;b title=&quot;a&quot;&gt;&amp;amp;&lt;/b&gt;'></iframe>");
    for (const char* around :
         {"<p title=\"{{html}}\">", "<script>var a = {{html}}</script>", "{{html}}<b>", "{{html}}{{html}}",
          "{{#if yes}}<!--{{/if}}{{html}}", "{{#if yes}}{{html}}{{/if}}-->", "{{\"<!--\"}}{{html}}"})
        CHECK(is_refused_for("<iframe srcdoc='" + std::string(around) + "'>", "a field in srcdoc is its whole value"));
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
        CHECK(
            with("<svg><a xlink:href=\"{{x}}\"></svg>", bad)
            == "<svg><a xlink:href=\"about:invalid#refused-by-plait\"></svg>");
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
    CHECK(with("<a href='{{x}}&amp;page={{y}}'>", "/a?b", "c&d") == "<a href='/a?b&amp;page=c%26d'>");
    CHECK(with("<a href='/page{{#if yes}}?x={{x}}{{/if}}'>", "1&2") == "<a href='/page?x=1%262'>");
}

TEST_CASE("fields that are empty make no second slash at a URL's beginning, which would name another server")
{
    const std::string evil = "evil.example";
    for (const char* begin :
         {"<embed src='", "<link rel=stylesheet href='", "<object data='", "<base href='", "<a href='"}) {
        CHECK(with(begin + std::string("/{{x}}/{{y}}/a'>"), "", evil) == begin + std::string("/./evil.example/a'>"));
        CHECK(with(begin + std::string("/{{x}}/{{y}}/a'>"), "b", evil) == begin + std::string("/b/evil.example/a'>"));
        CHECK(with(begin + std::string("/{{x}}{{y}}'>"), "", "/" + evil) == begin + std::string("/%2Fevil.example'>"));
        CHECK(
            with(begin + std::string("/{{#if x}}{{x}}{{/if}}/{{y}}'>"), "", evil)
            == begin + std::string("/./evil.example'>"));
        CHECK(
            with(begin + std::string("/{{x}}{{#if yes}}\\{{/if}}{{y}}'>"), "", evil)
            == begin + std::string("/.\\evil.example'>"));
    }
    CHECK(
        with("<script src='/{{x}}/{{y}}/app.js'></script>", "", evil)
        == "<script src='/./evil.example/app.js'></script>");
    CHECK(with("<a href='{{x}}/{{y}}'>", "", "/evil") == "<a href='/%2Fevil'>");
    CHECK(with("<a href='{{x}}/{{y}}'>", "http://a", "b/c") == "<a href='http://a/b/c'>");
    CHECK(with("<a href='{{x}}/{{#if yes}}{{/if}}/{{y}}'>", "", "evil") == "<a href='/./evil'>");
    CHECK(with("<img srcset='/{{x}}/{{y}} 2x'>", "", "evil") == "<img srcset='/./evil 2x'>");
    CHECK(with("<a href='/{{x}}'>", "") == "<a href='/'>");
    CHECK(with("<a href='/{{x}}b'>", "") == "<a href='/b'>");
    CHECK(is_refused_for("<script src='/{{x}}&#47;{{y}}'></script>", "has a character reference before its path"));
    CHECK(is_refused_for("<a href='/{{x}}\n/{{y}}'>", "a field cannot follow"));
    CHECK(is_refused_for("<a href='/\n{{x}}/{{y}}'>", "a field cannot follow"));
}

TEST_CASE("branches and loops in a URL may end in different parts of it, if no field needs to know")
{
    CHECK(with("<a href='{{#if yes}}/x/{{x}}{{else}}/y{{/if}}'>", "javascript:a'") == "<a href='/x/javascript:a%27'>");
    CHECK(
        with("<a href='{{#if yes}}{{x}}{{else}}/y{{/if}}'>", "javascript:a")
        == "<a href='about:invalid#refused-by-plait'>");
    CHECK(
        with("<a href='/list{{#if yes}}?a={{x}}{{/if}}{{#if yes}}&amp;b={{y}}{{/if}}'>", "1&c=2", "/'")
        == "<a href='/list?a=1%26c%3D2&amp;b=%2F%27'>");
    CHECK(
        with("<a href='/{{#if yes}}?a={{x}}{{/if}}{{#if yes}}&amp;b={{y}}{{/if}}'>", "1", "//evil")
        == "<a href='/?a=1&amp;b=%2F%2Fevil'>");
    values data;
    data.list = {"a&b", "c"};
    CHECK(
        rendered("<a href='/l{{#each list as v}}{{#if @first}}?{{else}}&amp;{{/if}}v={{v}}{{/each}}'>", data)
        == "<a href='/l?v=a%26b&amp;v=c'>");
    CHECK(rendered("<link rel='icon' href='{{#if yes}}{{x}}{{else}}/b{{/if}}'>", data) == "<link rel='icon' href=''>");
    CHECK(
        rendered("<meta name=keywords content='{{#each list as v}}{{v}}, {{/each}}'>", data)
        == "<meta name=keywords content='a&amp;b, c, '>");
    for (const char* unknown :
         {"<a href='/list{{#if yes}}?a={{x}}{{/if}}{{y}}'>", "<a href='/{{#if yes}}?{{/if}}/{{x}}'>",
          "<a href='{{#if yes}}https://a{{/if}}&amp;b={{x}}'>", "<a href='https://a{{#if yes}}/b{{/if}}&amp;c={{x}}'>",
          "<a href='{{#if yes}}/{{/if}}/{{x}}'>", "<a href='/{{#if yes}}?{{/if}}/&amp;a={{x}}'>"})
        CHECK(is_refused_for(unknown, "branches before the field end in different parts of the URL"));
    CHECK(is_refused_for(
        "<a href='{{#each list as v}}{{v}}{{/each}}'>",
        "in the second round of the loop, behind what the first one wrote: "));
    CHECK(is_refused_for(
        "<a href='{{#if yes}}javascript{{/if}}{{#each list as v}}:{{v}}{{/each}}'>", "would make a scheme"));
    CHECK(is_refused_for(
        "<meta {{#each list as v}}{{/each}} content='{{#each list as v}}{{v}}{{/each}}' http-equiv=refresh>",
        "send a header of HTTP instead"));
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
    CHECK(with("<svg><use href='/sprite.svg#{{x}}'/></svg>", "a") == "<svg><use href='/sprite.svg#a'/></svg>");
    CHECK(with("<svg><use href='#{{x}}'/></svg>", "a") == "<svg><use href='#a'/></svg>");
    for (const char* bad :
         {"<script src='{{x}}'></script>", "<script src='//{{x}}'></script>", "<script src='https://{{x}}/a'></script>",
          "<script src='https:{{x}}'></script>", "<script src='https://a.{{x}}'></script>",
          "<iframe src='{{x}}'></iframe>", "<embed src='{{x}}'>", "<object data='{{x}}'>", "<base href='{{x}}'>",
          "<link href='{{x}}' rel='icon'>", "<link rel='stylesheet' href='{{x}}'>",
          "<link rel='icon stylesheet' href='{{x}}'>", "<svg><script xlink:href='{{x}}'></script></svg>",
          "<svg><use href='{{x}}'/></svg>", "<svg><use xlink:href='{{x}}'/></svg>"})
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
