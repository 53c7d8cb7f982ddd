#pragma once

#include <plait/html/detail/template_failure.hpp>

#include <string_view>

namespace plait::detail {

/// What a failure says: what is wrong, and what to do instead. `$` stands for the failure's subject, `@` for its owner.
/// There are no quotation marks, as g++ writes a backslash before each.
[[nodiscard]] constexpr std::string_view failure_text(template_failure_code code)
{
    using enum template_failure_code;
    switch (code) {
    case none:
        break;
    case tag_not_closed:
        return "{{ is not closed: }} is missing. Write {{\"{{\"}} for two braces";
    case tag_empty:
        return "{{ }} names no field";
    case tag_unknown:
        return "{{$ is not known: there are #if, #each, #match, #case and #block, and {{else}}";
    case use_if_not:
        return "write {{#if not $}} here, and {{/if}} at its end";
    case use_else_if:
        return "write {{else if $}} here";
    case use_hash:
        return "$ has a # before it: write {{#$ ...}} here, and {{/$}} at its end";
    case use_each:
        return "write {{#each items as item}} here, and {{/each}} at its end";
    case use_if_as:
        return "write {{#if $ as name}} here, and {{/if}} at its end";
    case use_insert:
        return "write {{> part.html}} here, with the name of a file or a block";
    case use_close:
        return "write {{/if}} here, or {{/each}}, or another / with the name of what ends";
    case raw_output:
        return "there is no output without escaping: write {{$}}, and give the field the type plait::safe_html if its "
               "HTML "
               "can be trusted";
    case words_left:
        return "$ is not understood here: a field is a path such as order.title, without calls, arithmetic and "
               "comparisons: give the data a "
               "member for that";
    case name_expected:
        return "a name is expected here, but not: $";
    case path_missing:
        return "it is not said of what: write {{$}}";
    case parent_path:
        return "there is no ../, as what stands around a loop stays in sight: write {{$}}";
    case dot_first:
        return "a path does not begin with a dot: write {{$}}";
    case dot_alone:
        return "a dot names nothing: write the name that the loop gives, as item in {{#each items as item}}";
    case as_expected:
        return "give the loop's variable a name: {{#each $ as item}}";
    case close_without_open:
        return "{{/$}} closes nothing that is open here";
    case close_of_other:
        return "{{/$}} closes what was opened as {{#@}}: write {{/@}}";
    case else_without_if:
        return "{{else}} or {{#case}} belongs to nothing that is open here";
    case block_not_closed:
        return "{{#$}} is not closed: {{/$}} is missing";
    case default_not_closed:
        return "{{#> $}} is not closed: {{/$}} is missing";
    case literal_not_closed:
        return "a quoted text is not closed";
    case nested_block:
        return "a block stands at the top of a file: move {{#block}} out of what it is in";
    case nested_too_deep:
        return "too much is nested, or named, here: move a part into a block of its own";
    case inserts_itself:
        return "$ inserts itself, so the page would never end";
    case no_such_block:
        return "there is no file $, and no block of that name above";
    case quoted_block:
        return "the name of a file or a block has no quotes: write {{> $}}";
    case block_unused:
        return "the block $ is never inserted: where it would be, write {{> $}}";
    case parameter_missing:
        return "the block's parameter $ is missing: give it as $=path";
    case parameter_unknown:
        return "the block has no parameter $";
    case parameter_twice:
        return "the block gets the parameter $ twice";
    case too_many_instructions:
        return "the template makes more than 65,536 steps, with what is inserted counted each time: make two "
               "templates, and "
               "show what fragment() of one returns in the other";
    case too_many_blocks:
        return "a template has 32 blocks at most: move parts into files of their own, and insert them with {{> name}}";
    case too_many_insertions:
        return "more than 10,000 blocks and files are inserted, with those in them counted each time: insert fewer, or "
               "use a loop";
    case member_missing:
        return "@ has no described member $";
    case not_a_struct:
        return "@ has no members, so not $ either: only structs that Boost.Describe describes have";
    case not_shown:
        return "a value of @ cannot be shown: name one of its members, loop over it, or give it a "
               "plait::template_formatter";
    case not_shown_here:
        return "a value of @ cannot be shown in CSS: use {{#if}} around the text";
    case not_a_condition:
        return "$, which is of @, is neither true nor false";
    case not_a_list:
        return "$, which is of @, is nothing to loop over";
    case not_a_variant:
        return "$, which is of @, is no std::variant";
    case case_expected:
        return "{{#case type}} is expected right behind {{#match}}";
    case no_such_alternative:
        return "@ has no alternative $";
    case ambiguous_alternative:
        return "@ has several alternatives $: write the namespace, too, or {{else}}";
    case alternative_twice:
        return "there is a {{#case $}} above already";
    case alternatives_missing:
        return "some of the types of $ have no {{#case}}: add them, or {{else}}";
    case not_in_loop:
        return "$ stands in no loop here. A block sees no loop outside: give it a parameter";
    case key_of_list:
        return "$ is for maps, and this is a list: use @index or @number";
    case name_taken:
        return "the name '$' is taken, by the data or around here: choose another one";
    case path_too_long:
        return "the path is too long";
    case not_html:
        return "srcdoc holds a whole page: the field must be a plait::safe_html";
    case branches_differ:
        return "the branches end in different places of the markup: each must close what it opens";
    case loop_differs:
        return "the loop ends in another place of the markup than it began: it must close what it opens";
    case ends_in_markup:
        return "the template ends within a tag, an attribute, a comment, a script or a style: something is not closed";
    case split_markup:
        return "a template tag splits markup here: move it before or behind that";
    case attribute_in_loop:
        return "a loop cannot make attributes: a tag has each attribute once";
    case duplicate_attribute:
        return "the tag has the attribute $ twice, and browsers take the first one: write it once, with {{#if}} in its "
               "value";
    case too_many_attributes:
        return "a tag has 32 attributes at most: $ is one more";
    case equals_sign_without_name:
        return "an attribute's name is expected before =";
    case bad_in_attribute_name:
        return "$ in the name of a tag or an attribute: something is not closed before";
    case bad_in_unquoted:
        return "$ in an attribute without quotes: put quotes around the value";
    case glued_to_tag:
        return "white space must stand between attributes, and behind the tag's name";
    case self_closing:
        return "this element has content, so /> does not end it: write the closing tag";
    case plaintext:
        return "plaintext has no end: use pre";
    case cdata:
        return "CDATA means something else in HTML: write the text with &lt; and &amp;";
    case comment_in_script:
        return "<!-- in a script changes where it ends: write \\x3C!-- in a string, and // for a comment";
    case markup_in_foreign:
        return "in svg and math, < and & are markup in this element, too: move it out of them";
    case noscript_end:
        return "browsers that run scripts take this for the end of noscript: write &lt; or \\x3C";
    case foreign_order:
        return "svg, math and what is in them must be closed in their order";
    case field_in_tag_name:
        return "a field cannot be a part of a tag's name: use {{#if}} around whole tags. A < that is text is &lt;";
    case field_in_attribute_name:
        return "a field cannot be a part of an attribute's name: write the name, and {{#if}} around the attribute";
    case field_in_tag:
        return "a field cannot make attributes: write the attribute, and {{#if}} around it";
    case field_in_end_tag:
        return "a field cannot stand in a closing tag";
    case field_unquoted:
        return "put quotes around the value of the attribute";
    case field_in_comment:
        return "a field cannot stand in a comment of HTML: write {{! }} for a comment of the template";
    case field_in_declaration:
        return "a field cannot stand in <! > or <? >";
    case field_in_raw:
        return "a field cannot stand in this element, where nothing can be escaped";
    case field_in_handler:
        return "a field cannot stand in $, which is code: put it into an attribute data-..., which the code reads";
    case field_in_unknown_attribute:
        return "a field cannot stand in $, which may hold a URL or code here: use an attribute data-...";
    case field_in_special_attribute:
        return "a field cannot stand in $, which decides what other parts of the page mean: write the value";
    case field_in_meta_content:
        return "a field cannot stand in the content of a meta with http-equiv: send a header of HTTP instead";
    case http_equiv_after_field:
        return "a meta with a field in its content cannot have http-equiv: send a header of HTTP instead";
    case field_in_srcdoc:
        return "a field in srcdoc is its whole value: put what stands around it into the field's HTML";
    case url_ambiguous:
        return "branches before the field end in different parts of the URL: repeat the field in each of them";
    case url_scheme:
        return "a field cannot follow this scheme: only http, https, mailto and tel are known to be safe. Make others "
               "one field, a plait::safe_url";
    case url_reference:
        return "the URL has a character reference before its path: write the character, and &amp; for &";
    case url_second_field:
        return "two fields begin the URL, so no one knows where its scheme ends: make them one, or write / between";
    case url_colon_after_field:
        return "the field and the colon would make a scheme: write the scheme";
    case url_of_code:
        return "what $ names is run, or shown with the page's rights: begin the URL with a path, or with https://name/";
    case css_not_a_value:
        return "a field can only be a value in CSS, behind the colon of a declaration: choose a class with {{#if}}";
    case css_in_string:
        return "a field cannot stand in a string of CSS: write it as text into the page";
    case css_in_comment:
        return "a field cannot stand in a comment of CSS";
    case css_in_function:
        return "a field cannot stand in this function of CSS, which may load a URL: use an img, or a class";
    case css_call_of_field:
        return "a field cannot be the name of a function of CSS";
    case css_ambiguous:
        return "branches before end in different parts of a declaration: write ; behind each declaration in them";
    case css_lost:
        return "a backslash, a character reference or an unclosed string stands before: put the field into a style of "
               "its own";
    case script_unknown_type:
        return "a script of this type may be anything: a field can stand in JavaScript and in JSON";
    case script_not_a_value:
        return "a field in a script is a whole value, behind = ( [ , : ? or return: const x = {{field}};";
    case script_list:
        return "from the second round of the loop on, this may follow a field without a comma: write the whole list as "
               "{{$}}, "
               "or a comma behind each field, without a condition";
    case script_in_string:
        return "a field in a script is a whole value, with its own quotes: take away the quotes around it";
    case script_in_comment:
        return "a field cannot stand in a comment of a script";
    case script_after_slash:
        return "a slash, a backtick or a backslash stands before in this script: set a constant to the field at its "
               "beginning";
    case script_after_field:
        return "a field in a script is a whole value: write ; or , or a closing bracket behind it";
    }
    return {};
}

} // namespace plait::detail
