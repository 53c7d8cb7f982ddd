#include <plait/html/html_template.hpp>

#include "template_refusals.hpp"

TEST_SUITE_BEGIN("template_habits");

TEST_CASE("what other languages of templates write is refused with what to write here")
{
    const std::string raw =
        "line 1, column 1: there is no output without escaping: write {{X}}, and give the field the "
        "type plait::safe_html if its HTML can be trusted";
    check({
        {"{{{X}}}", raw},
        {"{{{ X }}}", raw},
        {"{{&X}}", raw},
        {"{{#each Items as i}}{{../X}}{{/each}}", "line 1, column 23: there is no ../, as what stands around a loop "
                                                  "stays in sight: write {{X}}"},
        {"{{#if ../../X.y}}{{/if}}",
         "line 1, column 7: there is no ../, as what stands around a loop stays in sight: write {{X.y}}"},
        {"{{ .X }}", "line 1, column 4: a path does not begin with a dot: write {{X}}"},
        {"{{#each .Items as i}}{{/each}}", "line 1, column 9: a path does not begin with a dot: write {{Items}}"},
        {"{{.}}", "line 1, column 3: a dot names nothing: write the name that the loop gives, as item in {{#each items "
                  "as item}}"},
        {"{{#if F}}{{elif Cond}}{{/if}}", "line 1, column 10: write {{else if Cond}} here"},
        {"{{#if F}}{{elif}}{{/if}}", "line 1, column 10: write {{else if field}} here"},
        {"{{#if F}}{{#elseif Cond}}{{/if}}", "line 1, column 10: write {{else if Cond}} here"},
        {"{{#if F}}{{else if}}{{/if}}", "line 1, column 10: it is not said of what: write {{else if field}}"},
        {"{{#if}}{{/if}}", "line 1, column 1: it is not said of what: write {{#if field}}"},
        {"{{#if not}}{{/if}}", "line 1, column 1: it is not said of what: write {{#if field}}"},
        {"{{#each}}{{/each}}", "line 1, column 1: it is not said of what: write {{#each items as item}}"},
        {"{{#match}}{{/match}}", "line 1, column 1: it is not said of what: write {{#match field}}"},
        {"{{#match either}}{{#case}}{{/match}}",
         "line 1, column 18: it is not said of what: write {{#case type as name}}"},
        {"{{>}}", "line 1, column 1: it is not said of what: write {{> name}}"},
        {"{{#unless F}}{{/unless}}", "line 1, column 1: write {{#if not F}} here, and {{/if}} at its end"},
        {"{{#if !F}}{{/if}}", "line 1, column 1: write {{#if not F}} here, and {{/if}} at its end"},
        {"{{if F}}", "line 1, column 1: if has a # before it: write {{#if ...}} here, and {{/if}} at its end"},
        {"{{unless F}}", "line 1, column 1: write {{#if not F}} here, and {{/if}} at its end"},
        {"{{^F}}{{/F}}", "line 1, column 1: write {{#if not F}} here, and {{/if}} at its end"},
        {"{{range .Items}}", "line 1, column 1: write {{#each items as item}} here, and {{/each}} at its end"},
        {"{{#for i in Items}}", "line 1, column 1: write {{#each items as item}} here, and {{/each}} at its end"},
        {"{{#each i in Items}}", "line 1, column 1: give the loop's variable a name: {{#each Items as item}}"},
        {"{{#with X}}", "line 1, column 1: write {{#if X as name}} here, and {{/if}} at its end"},
        {"{{include \"part.html\"}}",
         "line 1, column 1: write {{> part.html}} here, with the name of a file or a block"},
        {"{{#if F}}{{endif}}",
         "line 1, column 10: write {{/if}} here, or {{/each}}, or another / with the name of what ends"},
        {"{{#every X}}", "line 1, column 1: {{#every is not known: there are #if, #each, #match, #case and #block, and "
                         "{{else}}"},
        {"{{> \"part.html\"}}", "line 1, column 1: the name of a file or a block has no quotes: write {{> part.html}}"},
    });
}

TEST_CASE("a template that is too large is refused with the limit")
{
    std::string blocks;
    for (int i = 0; i < 33; ++i)
        blocks += "{{#block b" + std::to_string(i) + "}}{{/block}}";
    CHECK(refusal<data>(blocks).view().ends_with(
        ": a template has 32 blocks at most: move parts into files of their own, and insert them with {{> name}}"));

    std::string fields;
    for (int i = 0; i < 65'537; ++i)
        fields += "{{X}}";
    CHECK(
        refusal<data>(fields).view()
        == "line 1, column 1: the template makes more than 65,536 steps, with what is inserted counted each time: make "
           "two "
           "templates, and show what fragment() of one returns in the other");
}

TEST_CASE("blocks that insert each other very often are refused at once")
{
    std::string text = "{{#block b0}}{{/block}}";
    for (int i = 1; i < 15; ++i) {
        const std::string insert = "{{> b" + std::to_string(i - 1) + "}}";
        text += "{{#block b" + std::to_string(i) + "}}" + insert + insert + insert + insert + "{{/block}}";
    }
    text += "{{> b14}}";

    CHECK(refusal<data>(text).view().ends_with("more than 10,000 blocks and files are inserted, with those in them "
                                               "counted each time: insert fewer, or use a loop"));
}

TEST_SUITE_END();
