#include <plait/html/html_template.hpp>

#include "template_values.hpp"

TEST_SUITE_BEGIN("template_code");

TEST_CASE("a value in CSS is a keyword, a number or a colour")
{
    for (const char* good : {"red", "#ffcc00", "1.5em", "-3px", "50%", "Arial, sans-serif", "bold 12px"}) {
        CAPTURE(good);
        CHECK(with("<p style='color: {{x}}'>", good) == "<p style='color: " + std::string(good) + "'>");
        CHECK(
            with("<style>p { color: {{x}}; }</style>", good)
            == "<style>p { color: " + std::string(good) + "; }</style>");
        CHECK(with("<svg><rect fill='{{x}}'/></svg>", good) == "<svg><rect fill='" + std::string(good) + "'/></svg>");
    }
    for (const char* bad :
         {"url(//evil)", "expression(alert(1))", "EXPRESSION", "-moz-binding", "a;b:c", "a}b", "</style>", "a/*b",
          "\\65xpression", "\"a\"", "a'b", "a\nb", "@import", "a<b", "behavior"}) {
        CAPTURE(bad);
        CHECK(with("<p style='color: {{x}}'>", bad) == "<p style='color: refused-by-plait'>");
        CHECK(
            with("<style>p { color: {{x}}/{{x}} }</style>", bad)
            == "<style>p { color: refused-by-plait/refused-by-plait }</style>");
        CHECK(with("<svg><rect fill='{{x}}'/></svg>", bad) == "<svg><rect fill='refused-by-plait'/></svg>");
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

TEST_CASE("branches and loops in styles may end anywhere in a declaration")
{
    const std::string evil = "red; background: url(//evil)";
    CHECK(
        with("<p style='color: {{#if yes}}{{x}}{{else}}red{{/if}}; margin: {{number}}px'>", evil)
        == "<p style='color: refused-by-plait; margin: 7px'>");
    CHECK(with("<p style='{{#if yes}}color: {{x}}{{/if}}'>", "blue") == "<p style='color: blue'>");
    CHECK(
        with("<p style='{{#if yes}}color: {{x}}{{/if}}; margin: {{number}}px'>", evil)
        == "<p style='color: refused-by-plait; margin: 7px'>");
    CHECK(
        with(
            "<style>{{#if yes}}a { content: \"}\"; }{{/if}} {{#if x}}b::after { content: ')' }{{/if}} p { color: {{x}} "
            "}</style>",
            evil)
        == "<style>a { content: \"}\"; } b::after { content: ')' } p { color: refused-by-plait }</style>");
    values data;
    data.list = {"red", evil, "blue"};
    CHECK(
        rendered("<style>p { grid-area: {{#each list as v}}{{v}} {{else}}none{{/each}}; }</style>", data)
        == "<style>p { grid-area: red refused-by-plait blue ; }</style>");
    CHECK(
        rendered("<p style='{{#each list as v}}color: {{v}}{{#if not @last}}; {{/if}}{{/each}}'>", data).substr(0, 9)
        == "refused: ");
    for (const char* place :
         {"<p style='{{#if yes}}color: {{x}}{{/if}} margin: {{x}}'>", "<p style='{{#if yes}}color: red{{/if}}{{x}}'>",
          "<p style='{{#if yes}}background: {{x}}{{/if}}(//evil)'>",
          "<p style='{{#if yes}}background: {{x}}{{/if}}&#40;//evil)'>",
          "<style>a { {{#if yes}}background: {{x}}{{/if}}\\28 //evil) }</style>",
          "<style>a { {{#if yes}}background: {{x}}{{/if}}(//evil) }</style>"})
        CHECK(is_refused_for(place, "write ; behind each declaration in them"));
    CHECK(is_refused_for(
        "<p style='background: {{#if yes}}{{x}}{{else}}red{{/if}}(//evil)'>", "the name of a function of CSS"));
    CHECK(is_refused_for("<p style='{{#if yes}}a: \\62;{{/if}}color: {{x}}'>", "a backslash"));
    CHECK(is_refused_for("<p style='{{#if yes}}a: \"{{/if}}color: {{x}}'>", "each must close what it opens"));
    CHECK(is_refused_for("<p style='{{#if yes}}a: url({{/if}}color: {{x}})'>", "each must close what it opens"));
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

TEST_CASE("branches and loops in scripts may hold statements, strings and values of an array")
{
    const std::string evil = "</script>'\"`\n;alert(1)//";
    const std::string safe = R"("\u003C\u002Fscript\u003E\u0027\"\u0060\n;alert(1)\u002F\u002F")";
    values data;
    data.x = evil;
    data.list = {evil, "b"};
    CHECK(
        rendered("<script>{{#if yes}}var a = \"b'\";{{else}}c('d')\n{{/if}} x = {{x}};</script>", data)
        == "<script>var a = \"b'\"; x = " + safe + ";</script>");
    CHECK(
        rendered("<script>{{#each list as v}}f('a', {{v}});{{/each}}</script>", data)
        == "<script>f('a', " + safe + ");f('a', \"b\");</script>");
    CHECK(
        rendered("<script>\n{{#if yes}}\nconst a = {{x}}\n{{/if}}\nconst b = {{number}}\n</script>", data)
        == "<script>\nconst a = " + safe + "\nconst b = 7\n</script>");
    CHECK(
        rendered("<script>\n{{#each list as v}}\na = {{v}}\n{{/each}}\nb = {{number}}\n</script>", data)
        == "<script>\na = " + safe + "\na = \"b\"\nb = 7\n</script>");
    CHECK(
        rendered("<script>const a = [{{#each list as v}}{{v}}, {{/each}}];</script>", data)
        == "<script>const a = [" + safe + ", \"b\", ];</script>");
    CHECK(
        rendered(
            "<script type='application/json'>[{{#each list as v}}{\"a\": {{v}}}{{#if not @last}}, "
            "{{/if}}{{/each}}]</script>",
            data)
        == "<script type='application/json'>[{\"a\": " + safe + "}, {\"a\": \"b\"}]</script>");
    CHECK(
        rendered("<script>a = {{x}} // it's a\n// one more `\nb = {{x}} /* c' */\n, c = {{number}} //\n</script>", data)
        == "<script>a = " + safe + " // it's a\n// one more `\nb = " + safe + " /* c' */\n, c = 7 //\n</script>");
    for (const char* behind :
         {"<script>a = {{x}} /* b */ / 1</script>", "<script>a = {{x}} // b\n/1/g</script>",
          "<script>a = {{x}} /{{! }}/ b\n</script>", "<script>a = {{x}} // b\n[0]</script>",
          "<script>a = {{x}} /*\n*/ b</script>", "<script>a = {{x}} // b{{! }}\n/1/g</script>"})
        CHECK(is_refused_for(behind, "write ; or , or a closing bracket behind it"));
    CHECK(is_refused_for("<script>a = {{x}} // {{x}}</script>", "in a comment of a script"));
    CHECK(is_refused_for("<script>a = {{x}} // \xE2\x80\xA8 b = {{x}}</script>", "stands before in this script"));
    CHECK(is_refused_for("<script>a = {{x}} // b\n{{x}}</script>", "a field in a script is a whole value"));
    CHECK(is_refused_for(
        "<script>a = [{{#each list as v}}{{v}}{{#if not @last}}, {{/if}}{{/each}}]</script>",
        "from the second round of the loop on, this may follow a field without a comma: write the whole list as "
        "{{list}}"));
    CHECK(is_refused_for(
        "<script>{{#if yes}}a = {{x}}{{/if}} b = 1</script>", "write ; or , or a closing bracket behind it"));
    CHECK(is_refused_for(
        "<script>\n{{#if yes}}\na = {{x}}\n{{/if}}\n/1/g</script>", "write ; or , or a closing bracket behind it"));
    CHECK(is_refused_for("<script>{{#if yes}}a = 1 / 2;{{/if}} b = {{x}}</script>", "stands before in this script"));
    CHECK(is_refused_for(
        "<script>{{#each list as v}}b = {{x}}; a = /'/;{{/each}}</script>", "stands before in this script"));
    CHECK(is_refused_for("<script>{{#if yes}}a = '{{/if}}'; b = {{x}}</script>", "each must close what it opens"));
    CHECK(is_refused_for("<script>{{#each list as v}}/*{{/each}} b = {{x}}</script>", "it must close what it opens"));
    CHECK(is_refused_for(
        "<script {{#if yes}}type='application/json'{{/if}}>[{{x}}]</script>", "a script of this type may be anything"));
    for (const char* comment :
         {"<script>\n-{{! }}-> a\n b = {{x}}</script>", "<script>\n--{{! }}> a\n b = {{x}}</script>",
          "<script>{{#if yes}}{{/if}}#!a\n b = {{x}}</script>", "<script>#{{! }}!a\n b = {{x}}</script>"})
        CHECK(is_refused_for(comment, "stands before in this script"));
}

TEST_CASE("a script is JavaScript or JSON by its type, as browsers take it")
{
    for (const char* type :
         {"", " ", "\t", "module", "text/javascript", "TEXT/JavaScript; charset=utf-8", "application/json",
          "application/ld+json"}) {
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
    for (const char* names_code : {"importmap", "speculationrules"})
        CHECK(is_refused_for(
            "<script type=" + std::string(names_code) + ">{\"imports\": {\"a\": {{x}} }}</script>",
            "a script of this type may be anything"));
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
          "<script>; {{x}}</script>", "<script>function f() { return{{number}} }</script>",
          "<script>a + {{x}}</script>"})
        CHECK(is_refused_for(place, "a field in a script is a whole value"));
    for (const char* behind :
         {"<script>x = {{x}}/1</script>", "<script>x = {{x}}(1)</script>", "<script>x = {{x}}`a`</script>",
          "<script>x = {{x}}.y</script>", "<script>x = {{x}}\n/1/g</script>", "<script>x = {{x}}{{x}}</script>"})
        CHECK(is_refused_for(behind, "a field in a script is a whole value"));
    CHECK(is_refused_for("<script><!-- {{x}}</script>", "<!-- in a script changes where it ends"));
    CHECK(is_refused_for("<script>var s = '<!--<script>';</script>", "<!-- in a script changes where it ends"));
    CHECK(with("<script>\vx =\v{{number}};\xC2\xA0</script>", "") == "<script>\vx =\v7;\xC2\xA0</script>");
}

TEST_SUITE_END();
