#include <plait/html/html_template.hpp>

#include "template_refusals.hpp"

namespace {

// The same while compiling.
constexpr bool says(std::string_view text, std::string_view expected)
{
    return plait::detail::same_text(refusal<data>(text).view(), expected);
}
static_assert(says("<p>{{X}}</p>", ""));
static_assert(
    says("<p>\n {{Y}}</p>", "line 2, column 4: {anonymous}::data has no described member Y")
    || says("<p>\n {{Y}}</p>", "line 2, column 4: (anonymous namespace)::data has no described member Y"));

} // namespace

TEST_SUITE_BEGIN("template_refused");

TEST_CASE("errors of the language name what is wrong, and what to write instead")
{
    check({
        {"a {{X", "line 1, column 3: {{ is not closed: }} is missing. Write {{\"{{\"}} for two braces"},
        {"{{}}", "line 1, column 1: {{ }} names no field"},
        {"{{X + 1}}", "line 1, column 5: + is not understood here: a field is a path such as order.title, without "
                      "calls, arithmetic and comparisons: give the data a member for that"},
        {"{{f(X)}}", "line 1, column 3: a name is expected here, but not: f(X)"},
        {"{{X.}}", "line 1, column 5: a name is expected here, but not: "},
        {"{{1}}", "line 1, column 3: a name is expected here, but not: 1"},
        {"{{#each Items}}{{/each}}", "line 1, column 1: give the loop's variable a name: {{#each Items as item}}"},
        {"a{{/if}}", "line 1, column 2: {{/if}} closes nothing that is open here"},
        {"{{#if F}}{{/each}}", "line 1, column 10: {{/each}} closes what was opened as {{#if}}: write {{/if}}"},
        {"{{else}}", "line 1, column 1: {{else}} or {{#case}} belongs to nothing that is open here"},
        {"{{#if F}}{{else}}{{else}}{{/if}}",
         "line 1, column 18: {{else}} or {{#case}} belongs to nothing that is open here"},
        {"\n{{#if F}}", "line 2, column 1: {{#if}} is not closed: {{/if}} is missing"},
        {"{{#each Items as i}}", "line 1, column 1: {{#each}} is not closed: {{/each}} is missing"},
        {"{{#block a}}", "line 1, column 1: {{#block}} is not closed: {{/block}} is missing"},
        {"{{#if F}}{{#block a}}{{/block}}{{/if}}",
         "line 1, column 10: a block stands at the top of a file: move {{#block}} out of what it is in"},
        {"{{#block a}}{{#block b}}{{/block}}{{/block}}",
         "line 1, column 13: a block stands at the top of a file: move {{#block}} out of what it is in"},
        {"{{#block a}}{{> a}}{{/block}}{{> a}}", "line 1, column 13: a inserts itself, so the page would never end"},
        {"{{#block a b}}{{b}}{{/block}}{{> a}}",
         "line 1, column 30: the block's parameter b is missing: give it as b=path"},
        {"{{#block a}}{{titel}}{{/block}}",
         "line 1, column 10: the block a is never inserted: where it would be, write {{> a}}"},
        {"{{#block a b}}{{b}}{{/block}}{{> a b=X b=H}}", "line 1, column 40: the block gets the parameter b twice"},
        {"{{#block a}}{{/block}}{{> a b=X}}", "line 1, column 29: the block has no parameter b"},
        {"{{#block a}}{{i.K}}{{/block}}{{#each Items as i}}{{> a}}{{/each}}",
         "line 1, column 15: data has no described member i"},
        {"{{#block a}}{{@index}}{{/block}}{{#each Items as i}}{{> a}}{{/each}}",
         "line 1, column 15: @index stands in no loop here. A block sees no loop outside: give it a parameter"},
        {"{{#each Items as X}}{{/each}}", "line 1, column 18: the name 'X' is taken, by the data or around here: choose another one"},
        {"{{@index}}",
         "line 1, column 3: @index stands in no loop here. A block sees no loop outside: give it a parameter"},
        {"{{#each Items as i}}{{@key}}{{/each}}",
         "line 1, column 23: @key is for maps, and this is a list: use @index or @number"},
    });
}

TEST_CASE("a name or a type that does not fit is named")
{
    check({
        {"\n\n <b>{{ titel }}</b>", "line 3, column 8: data has no described member titel"},
        {"{{#each Items as i}}{{i.k}}{{/each}}", "line 1, column 25: item has no described member k"},
        {"{{#each map as i}}{{i.k}}{{/each}}", "line 1, column 23: item has no described member k"},
        {"{{number.x}}",
         "line 1, column 10: int has no members, so not x either: only structs that Boost.Describe describes have"},
        {"{{Items}}", "line 1, column 1: a value of std::vector<item> cannot be shown: name one of its members, loop "
                      "over it, or give it a plait::template_formatter"},
        {"{{hidden}}", "line 1, column 1: a value of not_described cannot be shown: name one of its members, loop over "
                       "it, or give it a plait::template_formatter"},
        {"<script>x = {{hidden}}</script>", "line 1, column 13: a value of not_described cannot be shown: name one of "
                                            "its members, loop over it, or give it a plait::template_formatter"},
        {"{{#if hidden}}{{/if}}", "line 1, column 7: hidden, which is of not_described, is neither true nor false"},
        {"{{#each X as c}}{{/each}}", "line 1, column 9: X, which is of std::string, is nothing to loop over"},
        {"{{#match X}}{{/match}}", "line 1, column 10: X, which is of std::string, is no std::variant"},
        {"{{#match either}}a{{/match}}", "line 1, column 1: {{#case type}} is expected right behind {{#match}}"},
        {"{{#match either}}{{#case int}}{{/match}}",
         "line 1, column 1: some of the types of either have no {{#case}}: add them, or {{else}}"},
        {"{{#match either}}{{#case long}}{{/match}}",
         "line 1, column 18: std::variant<int, item> has no alternative long"},
        {"{{#match either}}{{#case int}}{{#case int}}{{/match}}",
         "line 1, column 31: there is a {{#case int}} above already"},
        {"{{#match twins}}{{#case other::item}}{{else}}{{/match}}", ""},
        {"{{#match twins}}{{#case item}}{{else}}{{/match}}", "line 1, column 17: std::variant<other::item, item> has "
                                                             "several alternatives item: write the namespace, too, or "
                                                             "{{else}}"},
    });
}

TEST_CASE("markup that browsers would read in another way than it looks is refused")
{
    check({
        {"<a href='a' href='b'>", "line 1, column 13: the tag has the attribute href twice, and browsers take the "
                                  "first one: write it once, with {{#if}} in its value"},
        {"<a {{#if F}}href='a'{{/if}} HREF='b'>",
         "line 1, column 29: the tag has the attribute HREF twice, and browsers take the first one: write it once, "
         "with {{#if}} in its value"},
        {"<a {{#if F}}href='a'{{else}}href='b'{{/if}}>", ""},
        {"<a {{#each Items as i}} b='c'{{/each}}>",
         "line 1, column 4: a loop cannot make attributes: a tag has each attribute once"},
        {"<a{{#if F}}b{{/if}}>",
         "line 1, column 12: white space must stand between attributes, and behind the tag's name"},
        {"<a {{#if F}}b{{/if}}{{#if F}}c{{/if}}>",
         "line 1, column 30: white space must stand between attributes, and behind the tag's name"},
        {"<a {{#if F}}b{{/if}}='c'>",
         "line 1, column 21: white space must stand between attributes, and behind the tag's name"},
        {"<input {{#if F}}checked{{/if}} {{#if Cond}} disabled{{/if}}>", ""},
        {"<script/>", "line 1, column 8: this element has content, so /> does not end it: write the closing tag"},
        {"<plaintext>", "line 1, column 2: plaintext has no end: use pre"},
        {"<svg><![CDATA[a]]></svg>",
         "line 1, column 6: CDATA means something else in HTML: write the text with &lt; and &amp;"},
        {"<{{#if F}}b{{/if}}>", "line 1, column 2: a template tag splits markup here: move it before or behind that"},
        {"<!-{{#if F}}-{{/if}}", "line 1, column 1: a template tag splits markup here: move it before or behind that"},
        {"<title></tit{{#if F}}le>{{/if}}",
         "line 1, column 8: a template tag splits markup here: move it before or behind that"},
        {"a < b, a <3 </> <!doctype html><?x?>", ""},
        {"<svg><![CD{{! }}ATA[><a title=\" ]]><img alt={{X}}> \">",
         "line 1, column 6: CDATA means something else in HTML: write the text with &lt; and &amp;"},
    });
}

TEST_CASE("names end where a template tag stands, and where a block ends")
{
    const std::string glued = "white space must stand between attributes, and behind the tag's name";
    const std::string split = "a template tag splits markup here: move it before or behind that";
    check({
        {"{{#block b}}<scr{{/block}}{{> b}}ipt>a = {{X}};</script>", "line 1, column 34: " + glued},
        {"{{#block b}}<{{/block}}{{> b}}script>a = {{X}};</script>", "line 1, column 14: " + split},
        {"{{#block b}}<img src=x onerro{{/block}}{{> b}}r='{{X}}'>", "line 1, column 47: " + glued},
        {"<{{\"script\"}}>a = {{X}};</script>", "line 1, column 2: " + split},
        {"<scr{{\"ipt\"}}>a = {{X}};</script>", "line 1, column 8: " + glued},
        {"<sty{{\"le\"}}>a { color: {{X}} }</style>", "line 1, column 8: " + glued},
        {"<b onerro{{\"r=\"}}'{{X}}'>", "line 1, column 13: " + glued},
        {"<meta http-{{\"equiv=\"}}refresh content='{{X}}'>", "line 1, column 15: " + glued},
        {"<b{{\" id=a \"}}{{\"title=\"}}'{{X}}'>", ""},
    });
}

TEST_CASE("the attributes of a tag are counted, so that none is forgotten")
{
    std::string many = "<link";
    for (int i = 0; i < 32; ++i)
        many += " data-" + std::to_string(i);
    check({
        {many + ">", ""},
        {many + " rel=stylesheet data-1 href='/{{X}}'>",
         "line 1, column 253: a tag has 32 attributes at most: rel is one more"},
    });
}

TEST_CASE("an element whose content is raw is closed by its own name only")
{
    const std::string raw = "a field cannot stand in this element, where nothing can be escaped";
    check({
        {"<xmp></noembed>{{X}}</xmp>", "line 1, column 16: " + raw},
        {"<xmp></xmp-a>{{X}}</xmp>", "line 1, column 14: " + raw},
        {"<noframes></xmp>{{X}}</noframes>", "line 1, column 17: " + raw},
        {"<noembed></NoEmbed >{{X}}", ""},
        {"<xmp></xmp>{{X}}", ""},
    });
}

TEST_CASE("in SVG and MathML, where the content of scripts and the like is markup, it has none")
{
    const std::string markup = ": in svg and math, < and & are markup in this element, too: move it out of them";
    check({
        {"<svg><script>a <b, [{{X}}])</script></svg>", "line 1, column 16" + markup},
        {"<svg><style>a <b {{X}}</style></svg>", "line 1, column 15" + markup},
        {"<svg><title><b {{X}}></title></svg>", "line 1, column 13" + markup},
        {"<svg><xmp><a b=</xmp>{{X}}></svg>", "line 1, column 11" + markup},
        {"<svg><script>x = &#96;, y = [{{X}}]</script></svg>", "line 1, column 18" + markup},
        {"<math><style><a b=</style>{{X}}></math>", "line 1, column 14" + markup},
        {"<svg><desc></svg></desc><script>a <b, [{{X}}])</script>",
         "line 1, column 14: svg, math and what is in them must be closed in their order"},
        {"<svg>", "line 1, column 6: svg, math and what is in them must be closed in their order"},
        {"<math><desc><script>a <b, [{{X}}])</script></desc></math>", "line 1, column 23" + markup},
        {"<math><annotation-xml><desc><script>a <b, [{{X}}])</script>", "line 1, column 39" + markup},
        {"<svg><annotation-xml><desc><script>a <b, [{{X}}])</script></desc></annotation-xml></svg>", ""},
        {"<math><annotation-xml></annotation-xml></math>", ""},
        {"<title><img alt='{{X}}'></title>", "line 1, column 8" + markup},
        {"<title>1 < 2 {{X}}</title>", ""},
        {"<svg></svg><script>a <b, [{{X}}])</script>", ""},
        {"<svg/><script>a <b, [{{X}}])</script>", ""},
        {"<svg width='1'/><script>a <b, [{{X}}])</script>", ""},
        {"<svg><path/><script>a <b, [{{X}}])</script>", "line 1, column 23" + markup},
        {"<svg><foreignObject><script>a <b, [{{X}}])</script></foreignObject><title>{{X}}</title></svg>", ""},
        {"<svg><script>x = [{{X}}]</script><style>a { fill: {{X}} }</style></svg>", ""},
    });
}

TEST_CASE("in noscript, its end tag stands in text only")
{
    const std::string end = "browsers that run scripts take this for the end of noscript: write &lt; or \\x3C";
    check({
        {"<noscript><p title=\"</noscript><script>a = {{X}}\"></noscript>", "line 1, column 21: " + end},
        {"<noscript><p title=\"{{X}}</NoScript>\"></noscript>", "line 1, column 26: " + end},
        {"<noscript><p title='</nos{{! }}cript>'></noscript>", "line 1, column 21: " + end},
        {"<noscript><!-- </noscript> --></noscript>", "line 1, column 16: " + end},
        {"<noscript><p style='color: </{{X}}'></noscript>", "line 1, column 28: " + end},
        {"<noscript><title></noscript></title></noscript>", "line 1, column 18: " + end},
        {"<noscript><img alt='a < b {{X}}'><style>a { color: {{X}} }</style></noscript>", ""},
        {"<noscript></noscript><p title='</noscript> {{X}}'>", ""},
    });
}

TEST_CASE("fields where nothing can be escaped are refused")
{
    check({
        {"<{{X}}>", "line 1, column 2: a field cannot be a part of a tag's name: use {{#if}} around whole tags. A < "
                    "that is text is &lt;"},
        {"<b{{X}}>", "line 1, column 3: a field cannot be a part of a tag's name: use {{#if}} around whole tags. A < "
                     "that is text is &lt;"},
        {"<b data-{{X}}='1'>", "line 1, column 9: a field cannot be a part of an attribute's name: write the name, and "
                               "{{#if}} around the attribute"},
        {"<b {{X}}>", "line 1, column 4: a field cannot make attributes: write the attribute, and {{#if}} around it"},
        {"<b title='a'{{X}}>",
         "line 1, column 13: a field cannot make attributes: write the attribute, and {{#if}} around it"},
        {"</b {{X}}>", "line 1, column 5: a field cannot stand in a closing tag"},
        {"<p name={{X}}>", "line 1, column 9: put quotes around the value of the attribute"},
        {"<p name=a{{X}}>", "line 1, column 10: put quotes around the value of the attribute"},
        {"<a href={{X}}>", "line 1, column 9: put quotes around the value of the attribute"},
        {"<!-- {{X}} -->",
         "line 1, column 6: a field cannot stand in a comment of HTML: write {{! }} for a comment of the template"},
        {"<!--{{X}}-->",
         "line 1, column 5: a field cannot stand in a comment of HTML: write {{! }} for a comment of the template"},
        {"<!doctype {{X}}>", "line 1, column 11: a field cannot stand in <! > or <? >"},
        {"<xmp>{{X}}</xmp>", "line 1, column 6: a field cannot stand in this element, where nothing can be escaped"},
        {"<iframe>{{X}}</iframe>",
         "line 1, column 9: a field cannot stand in this element, where nothing can be escaped"},
    });
}

TEST_CASE("fields in URLs whose scheme no one knows are refused")
{
    check({
        {"<a href='javascript:{{X}}'>",
         "line 1, column 21: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
        {"<a href=' java\tscript:{{X}}'>",
         "line 1, column 23: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
        {"<a href='data:image/png,{{X}}'>",
         "line 1, column 25: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
        {"<a href='{{#if F}}javascript:{{else}}/{{/if}}?{{X}}'>",
         "line 1, column 47: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
        {"<a href='x{{#if F}}http:{{/if}}{{X}}'>",
         "line 1, column 32: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
        {"<a href='javascript&#58;{{X}}'>",
         "line 1, column 25: the URL has a character reference before its path: write the character, and &amp; for &"},
        {"<a href='{{X}}{{H}}'>", "line 1, column 15: two fields begin the URL, so no one knows where its scheme ends: "
                                  "make them one, or write / between"},
        {"<a href='{{X}}:{{H}}'>", "line 1, column 15: the field and the colon would make a scheme: write the scheme"},
        {"<a href='java{{X}}:alert(1)'>",
         "line 1, column 19: the field and the colon would make a scheme: write the scheme"},
        {"<a href='page{{X}}-{{H}}.html?a:b'>", ""},
        {"<a href='{{X}}:alert(1)'>",
         "line 1, column 15: the field and the colon would make a scheme: write the scheme"},
        {"<a href='{{#if F}}{{X}}{{/if}}{{H}}'>", "line 1, column 31: branches before the field end in different parts "
                                                  "of the URL: repeat the field in each of them"},
        {"<a href='{{X}}&#58;alert(1)'>", "line 1, column 15: the URL has a character reference before its path: write "
                                          "the character, and &amp; for &"},
        {"<a href='java{{X}}&colon;'>", "line 1, column 19: the URL has a character reference before its path: write "
                                        "the character, and &amp; for &"},
        {"<a href='{{X}}&Tab;:a'>", "line 1, column 15: the URL has a character reference before its path: write the "
                                    "character, and &amp; for &"},
        {"<a href='{{#if F}}{{X}}{{/if}}:alert(1)'>",
         "line 1, column 31: the field and the colon would make a scheme: write the scheme"},
        {"<a href='{{X}}{{#if F}}/a{{/if}}:alert(1)'>",
         "line 1, column 33: the field and the colon would make a scheme: write the scheme"},
        {"<a href='{{X}}{{#if F}}/a{{/if}}&colon;alert(1)'>",
         "line 1, column 33: the URL has a character reference before its path: write the character, and &amp; for &"},
        {"<a href='{{X}}{{#if F}}/a{{/if}}&amp;b=1'>", ""},
        {"<p style='background: {{X}}&#40;//evil)'>",
         "line 1, column 28: a field cannot be the name of a function of CSS"},
        {"<p style='background: url{{\"(\"}}{{X}})'>", "line 1, column 33: a field cannot stand in this function of "
                                                       "CSS, which may load a URL: use an img, or a class"},
        {"<style>a { background: {{X}}\\28 //evil) }</style>",
         "line 1, column 29: a field cannot be the name of a function of CSS"},
        {"<img srcset='{{X}}:a 2x'>",
         "line 1, column 19: the field and the colon would make a scheme: write the scheme"},
        {"<img srcset='a 2x, javascript:{{X}}'>",
         "line 1, column 31: a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. "
         "Make others one field, a plait::safe_url"},
    });
}

TEST_SUITE_END();
