#include <plait/html/html_template.hpp>

#include "template_refusals.hpp"

TEST_SUITE_BEGIN("template_go");

TEST_CASE("what Go's html/template accepts where its errors are tested is accepted")
{
    check({
        {"{{#if Cond}}<a>{{else}}<b>{{/if}}", ""},
        {"{{#if Cond}}<a>{{/if}}", ""},
        {"{{#if Cond}}{{else}}<b>{{/if}}", ""},
        {"{{#each Items as i}}<a>{{/each}}", ""},
        {"<a href='/foo?{{#each Items as i}}&{{i.K}}={{i.V}}{{/each}}'>", ""},
        {"{{#each Items as i}}<a{{#if F}}{{/if}}>{{/each}}", ""},
        {"<script>var a = `${a+b}`</script>`", ""},
    });
}

TEST_CASE("what Go's html/template refuses is refused")
{
    const std::string branches =
        "line 1, column 1: the branches end in different places of the markup: each must close what it opens";
    const std::string branches_2 =
        "line 2, column 1: the branches end in different places of the markup: each must close what it opens";
    check({
        {"{{#if Cond}}<a{{/if}}", branches},
        {"{{#if Cond}}\n{{else}}\n<a{{/if}}", branches},
        {"{{#if Cond}}<a href=\"foo\">{{else}}<a href=\"bar>{{/if}}", branches},
        {"<a {{#if Cond}}href='{{else}}title='{{/if}}{{X}}'>",
         "line 1, column 4: the branches end in different places of the markup: each must close what it opens"},
        {"\n{{#if X as y}}<a{{/if}}", branches_2},
        {"\n{{#if X}}<a>{{else}}<a{{/if}}", branches_2},
        {"{{#each Items as i}}<a{{/each}}",
         "line 1, column 1: the loop ends in another place of the markup than it began: it must close what it opens"},
        {"\n{{#each Items as i}} x='<a{{/each}}",
         "line 2, column 1: the loop ends in another place of the markup than it began: it must close what it opens"},
        {"<a b=1 c={{H}}", "line 1, column 10: put quotes around the value of the attribute"},
        {"<script>foo();", "line 1, column 15: the template ends within a tag, an attribute, a comment, a script or a "
                           "style: something is not closed"},
        {"<a href=\"{{#if F}}/foo?a={{else}}/bar/{{/if}}{{H}}\">",
         "line 1, column 46: branches before the field end in different parts of the URL: repeat the field in each of "
         "them"},
        {"<a onclick=\"alert('Hello \\", "line 1, column 27: the template ends within a tag, an attribute, a comment, "
                                         "a script or a style: something is not closed"},
        {"<a onclick='alert(\"Hello\\, World\\", "line 1, column 34: the template ends within a tag, an attribute, a "
                                                 "comment, a script or a style: something is not closed"},
        {"<a onclick='alert(/x+\\", "line 1, column 23: the template ends within a tag, an attribute, a comment, a "
                                    "script or a style: something is not closed"},
        {"<a onclick=\"/foo[\\]/", "line 1, column 21: the template ends within a tag, an attribute, a comment, a "
                                   "script or a style: something is not closed"},
        {"<script>{{#if F}}var x = 1{{/if}}/-{{number}}/i.test(x)</script>",
         "line 1, column 36: a slash, a backtick or a backslash stands before in this script: set a constant to the "
         "field at its beginning"},
        {"{{> foo}}", "line 1, column 1: there is no file foo, and no block of that name above"},
        {"{{#block y}} foo<b{{/block}}<div{{> y}}>",
         "line 1, column 17: < in the name of a tag or an attribute: something is not closed before"},
        {"{{#block t}}{{#if F}}{{> t}}{{/if}}{{X}}\",{{/block}}<script>reverseList = [{{> t}}]</script>",
         "line 1, column 22: t inserts itself, so the page would never end"},
        {"<input type=button value=onclick=>",
         "line 1, column 33: = in an attribute without quotes: put quotes around the value"},
        {"<input type=button value= onclick=>",
         "line 1, column 34: = in an attribute without quotes: put quotes around the value"},
        {"<input type=button value= 1+1=2>",
         "line 1, column 30: = in an attribute without quotes: put quotes around the value"},
        {"<a class=`foo>", "line 1, column 10: ` in an attribute without quotes: put quotes around the value"},
        {"<a style=font:'Arial'>", "line 1, column 15: ' in an attribute without quotes: put quotes around the value"},
        {"<a=foo>", "line 1, column 3: = in the name of a tag or an attribute: something is not closed before"},
        {"Hello, {{X | urlquery | print}}!",
         "line 1, column 12: | is not understood here: a field is a path such as "
         "order.title, without calls, arithmetic and comparisons: give the data a member for that"},
        {"Hello, {{X | html | print}}!",
         "line 1, column 12: | is not understood here: a field is a path such as "
         "order.title, without calls, arithmetic and comparisons: give the data a member for that"},
        {"<div class={{X | html}}>Hello<div>",
         "line 1, column 16: | is not understood here: a field is a path such as "
         "order.title, without calls, arithmetic and comparisons: give the data a member for that"},
        {"<script>var tmpl = `asd {{X}}`;</script>",
         "line 1, column 25: a slash, a backtick or a backslash stands before in this script: set a constant to the "
         "field at its beginning"},
    });
}

TEST_SUITE_END();
