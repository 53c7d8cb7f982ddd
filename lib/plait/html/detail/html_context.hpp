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
    field,      // behind a field, the first of the URL
    ambiguous,  // branches end in different parts
    reference,  // behind a character reference
    bad_scheme, // such as javascript:
    descriptor, // behind a URL of a srcset
};

enum class css_part : unsigned char {
    selector,
    property,
    value,
    after_field,
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
           || part == script_part::after_field;
}

/// Makes of the places where two branches end the place behind both. Returns whether there is one.
[[nodiscard]] constexpr bool join_places(html_context& left, html_context right) noexcept
{
    left.has_http_equiv = right.has_http_equiv = left.has_http_equiv || right.has_http_equiv;
    left.in_noscript = right.in_noscript = left.in_noscript || right.in_noscript;
    left.has_content_field = right.has_content_field = left.has_content_field || right.has_content_field;
    left.is_plain_link = right.is_plain_link = left.is_plain_link && right.is_plain_link;
    const auto is_between = [](html_state state) { return state == html_state::tag || state == html_state::tag_end; };
    if (left.state != right.state && is_between(left.state) && is_between(right.state))
        left.state = right.state = html_state::tag_end;
    if (left.script != right.script && is_script_code(left.script) && is_script_code(right.script)) {
        // A value is not expected unless both branches expect one; behind a field not all may stand.
        const bool follows_field = left.script == script_part::after_field || right.script == script_part::after_field;
        left.script = right.script = follows_field ? script_part::after_field : script_part::other;
    }
    if (left.state == html_state::value && left.url != right.url) {
        // What makes fields wrong in one branch makes them wrong behind both.
        const auto is_wrong = [](url_part part) { return part == url_part::bad_scheme || part == url_part::reference; };
        const auto is_behind_slash = [](url_part part) {
            return part == url_part::slash || part == url_part::slash_field || part == url_part::path;
        };
        left.url = is_wrong(left.url)                                        ? left.url
                   : is_wrong(right.url)                                     ? right.url
                   : is_behind_slash(left.url) && is_behind_slash(right.url) ? url_part::slash_field
                                                                             : url_part::ambiguous;
        right.url = left.url;
    }
    return left == right;
}

} // namespace plait::detail
