#pragma once

namespace plait::detail {

/// Where in a page a place is, as the HTML standard's tokenizer has it.
enum class html_state : unsigned char {
    text,
    escapable, // the content of title and textarea, where character references count and tags do not
    raw,       // the content of elements in which no escaping helps
    script,
    style,
    comment_start, // right behind <!--
    comment,
    declaration, // <!doctype ...>, <? ...>
    tag,         // in a tag, behind white space
    tag_end,     // in a tag, where white space, / or > must follow
    tag_name,
    attribute_name,
    after_attribute_name,
    before_value,
    value,
    unquoted_value,
};

/// The elements that matter to a field's place.
enum class html_element : unsigned char {
    other,
    script,
    style,
    title,
    textarea,
    xmp,
    noembed,
    noframes,
    iframe,
    use,
    meta,
    link,
    base,
    embed,
    object,
    frame,
    param,
};

/// Whether no escaping helps in an element's content.
[[nodiscard]] constexpr bool is_raw(html_element element) noexcept
{
    return element == html_element::xmp || element == html_element::noembed || element == html_element::noframes
           || element == html_element::iframe;
}

/// SVG and MathML have their own rules of what is text. In them, the content of a script is markup, too.
enum class foreign_element : unsigned char {
    none,
    svg,
    math,
    html_again, // foreignObject, desc
    annotation, // annotation-xml
};

enum class attribute_kind : unsigned char {
    plain,
    url,
    url_of_code, // what it names is run, or shown with the page's rights
    srcset,
    style,
    style_value, // attributes of SVG that hold one value of CSS
    srcdoc,
    handler,
    special, // it decides what other parts of the page mean
    meta_content,
    unknown,
};

enum class url_part : unsigned char {
    start,
    unsure,       // some text, which may be the beginning of a scheme
    unsure_field, // the same, with a field in it
    scheme,       // behind the colon of an allowed scheme
    slash,        // behind the first character, a slash
    slash_field,  // the same, or behind a field there, which may be empty
    authority,
    path,
    query,
    field,          // behind a field, the first of the URL
    ambiguous,      // branches end in different parts, of which none is a scheme or the name of a server
    ambiguous_host, // the same, but one may be such
    reference,      // behind a character reference
    bad_scheme,     // such as javascript:
    descriptor,     // behind a URL of a srcset
};

enum class css_part : unsigned char {
    selector,
    property,
    value,
    after_field,
    ambiguous, // branches end in different parts of a declaration
    string,
    comment,
    function,         // in the parentheses of a function that is not known to be harmless
    lost_in_function, // in a string there, which is not looked into
    lost,
};

enum class script_part : unsigned char {
    start,
    value, // a value may stand here
    other,
    after_field,
    line_after_field, // behind the end of the field's line
    string,
    line_comment,
    block_comment,
    lost, // behind what only a parser of JavaScript could tell apart
};

enum class script_language : unsigned char { javascript, json, unknown };

/// The place, so far as it matters to what follows. It is a plain value: branches must end with equal ones.
struct html_context {
    html_state state = html_state::text;
    html_element element = html_element::other;
    attribute_kind attribute = attribute_kind::plain;
    script_language language = script_language::javascript;
    url_part url = url_part::start;
    css_part css = css_part::selector;
    css_part css_back = css_part::selector; // behind the string, comment or function
    script_part script = script_part::start;
    script_part script_back = script_part::start; // behind the comment
    char quote = 0;                               // of the attribute's value
    char inner_quote = 0;                         // of the string in CSS or JavaScript
    unsigned char depth = 0;                      // of braces in CSS
    unsigned char functions = 0;                  // the depth of parentheses in CSS
    bool end_tag = false;
    bool self_closing = false;
    bool opens_foreign = false;
    unsigned foreign = 0;     // which of SVG and MathML are open, as octal digits: see foreign_element
    bool in_noscript = false; // whether browsers that run scripts see only its end tag
    // What the tag has already, of which the order must not matter.
    bool has_http_equiv = false;
    bool has_content_field = false;
    bool is_plain_link = false;

    friend constexpr bool operator==(const html_context&, const html_context&) = default;
};

[[nodiscard]] constexpr bool is_script_code(script_part part) noexcept
{
    return part == script_part::start || part == script_part::value || part == script_part::other
           || part == script_part::after_field || part == script_part::line_after_field;
}

} // namespace plait::detail
