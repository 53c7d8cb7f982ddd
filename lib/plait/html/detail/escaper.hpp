#pragma once

namespace plait::detail {

/// What is done with a field's value, which depends on its place.
enum class escaper : unsigned char {
    none, // in a text_template
    html,
    attribute,
    url,             // a whole URL, or its beginning: the scheme is checked
    url_rest,        // more of a URL
    url_after_slash, // the same, behind a first slash: a second one would name another server
    url_component,   // a query's value, or part of a name
    code_component,  // the same in the URL of code, where .. is refused
    srcset,
    css,           // in a style element
    css_attribute, // in an attribute
    json,
    javascript, // JSON as JavaScript reads it
    srcdoc,
};

[[nodiscard]] constexpr bool is_json(escaper how) noexcept
{
    return how == escaper::json || how == escaper::javascript;
}

} // namespace plait::detail
