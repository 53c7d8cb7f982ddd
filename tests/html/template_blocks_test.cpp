#include <plait/html/html_template.hpp>

#include "template_refusals.hpp"

#include <array>

using template_checks::rendered;

TEST_SUITE_BEGIN("template_blocks");

TEST_CASE("a layout has content of its own for blocks that a page does not define")
{
    static constexpr plait::template_text layout = {
        "layout.html",
        "{{#> title}}<title>{{X}}</title>{{/title}}\n<body>\n{{#> body}}\n<p>none</p>\n{{/body}}\n</body>\n"};
    constexpr plait::html_template<data> with_title([] {
        return std::to_array<plait::template_text>(
            {{"page.html", "{{#block title}}<title>My {{X}}</title>{{/block}}{{> layout.html}}"}, layout});
    });
    constexpr plait::html_template<data> with_body([] {
        return std::to_array<plait::template_text>(
            {{"page.html", "{{#block body}}\n<p>{{X}}</p>\n{{/block}}\n{{> layout.html}}"}, layout});
    });
    data shown;
    shown.X = "<a>";

    CHECK(with_title.render(shown) == "<title>My &lt;a&gt;</title>\n<body>\n<p>none</p>\n</body>\n");
    CHECK(with_body.render(shown) == "<title>&lt;a&gt;</title>\n<body>\n<p>&lt;a&gt;</p>\n</body>\n");
}

TEST_CASE("a block with parameters may have a default, in any place")
{
    data shown;
    shown.X = "</script>'";
    CHECK(
        rendered("{{#block b p}}title='{{p}}'{{/block}}<b {{#>b p=X}}id='{{X}}'{{/b}}>", shown)
        == "<b title='&lt;/script&gt;&#39;'>");
    CHECK(rendered("<b {{#>b p=X}}id='{{X}}'{{/b}}>", shown) == "<b id='&lt;/script&gt;&#39;'>");
    CHECK(
        rendered("{{#block b}}[{{X}}]{{/block}}<script>a = {{#> b}}{{X}};{{/b}}; c = {{X}}</script>", shown)
        == "<script>a = [\"\\u003C\\u002Fscript\\u003E\\u0027\"]; c = "
           "\"\\u003C\\u002Fscript\\u003E\\u0027\"</script>");
    check({
        {"{{#> b}}", "line 1, column 1: {{#> b}} is not closed: {{/b}} is missing"},
        {"{{#>}}", "line 1, column 1: it is not said of what: write {{#> name}}"},
        {"{{#> b}}{{/if}}", "line 1, column 9: {{/if}} closes what was opened as {{#b}}: write {{/b}}"},
        {"{{#> b}}{{else}}{{/b}}", "line 1, column 9: {{else}} or {{#case}} belongs to nothing that is open here"},
        {"{{#block b}}{{/block}}{{#> b}}<p {{X}}>{{/b}}",
         "line 1, column 34: a field cannot make attributes: write the attribute, and {{#if}} around it"},
        {"{{#block b}}<p{{/block}}{{#> b}}{{/b}}", "line 1, column 39: the template ends within a tag, an attribute, a "
                                                   "comment, a script or a style: something is not closed"},
        {"{{#block b p}}{{p}}{{/block}}{{#> b}}{{/b}}",
         "line 1, column 30: the block's parameter p is missing: give it as p=path"},
        {"{{#> b}}<p{{/b}} {{X}}>",
         "line 1, column 18: a field cannot make attributes: write the attribute, and {{#if}} around it"},
        {"{{#> b}}{{#block c}}{{/block}}{{/b}}",
         "line 1, column 9: a block stands at the top of a file: move {{#block}} out of what it is in"},
    });
}

TEST_CASE("an inner loop sees where the outer ones are")
{
    data shown;
    shown.Items = {{"a", "x"}, {"b", "y"}};
    shown.map = {{"k", {}}, {"l", {}}};
    CHECK(
        rendered(
            "{{#each Items as i}}{{#each map as m}}{{@../index}}{{@../number}}{{@index}}{{#if "
            "@../last}}!{{/if}} {{/each}}{{/each}}",
            shown)
        == "010 011 120! 121! ");
    CHECK(
        rendered(
            "{{#each map as m}}{{#each Items as i}}{{#each Items as j}}{{@../../key}}{{@../index}}{{@index}} "
            "{{/each}}{{/each}}{{/each}}",
            shown)
        == "k00 k01 k10 k11 l00 l01 l10 l11 ");
    check({
        {"{{#each Items as i}}{{@../index}}{{/each}}",
         "line 1, column 23: @../index stands in no loop here. A block sees no loop outside: give it a parameter"},
        {"{{#each Items as i}}{{#each Items as j}}{{@../key}}{{/each}}{{/each}}",
         "line 1, column 43: @../key is for maps, and this is a list: use @index or @number"},
        {"{{#block b}}{{#each Items as j}}{{@../index}}{{/each}}{{/block}}{{#each Items as i}}{{> b}}{{/each}}",
         "line 1, column 35: @../index stands in no loop here. A block sees no loop outside: give it a parameter"},
        {"{{@}}", "line 1, column 4: a name is expected here, but not: "},
        {"{{@../}}", "line 1, column 4: a name is expected here, but not: "},
        {"{{#each Items as i}}{{@size}}{{/each}}", "line 1, column 23: a name is expected here, but not: @size"},
    });
}

TEST_SUITE_END();
