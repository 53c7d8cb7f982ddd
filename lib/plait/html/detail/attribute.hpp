#pragma once

#include <plait/html/detail/characters.hpp>
#include <plait/html/detail/html_context.hpp>

namespace plait::detail {

/// The elements that matter, by name.
[[nodiscard]] constexpr html_element element_of(std::string_view name) noexcept
{
    switch (name.size()) {
    case 3:
        return is_name(name, "xmp")   ? html_element::xmp
               : is_name(name, "use") ? html_element::use
                                      : html_element::other;
    case 4:
        return is_name(name, "meta")   ? html_element::meta
               : is_name(name, "link") ? html_element::link
               : is_name(name, "base") ? html_element::base
                                       : html_element::other;
    case 5:
        return is_name(name, "style")   ? html_element::style
               : is_name(name, "title") ? html_element::title
               : is_name(name, "embed") ? html_element::embed
               : is_name(name, "frame") ? html_element::frame
               : is_name(name, "param") ? html_element::param
                                        : html_element::other;
    case 6:
        return is_name(name, "script")   ? html_element::script
               : is_name(name, "iframe") ? html_element::iframe
               : is_name(name, "object") ? html_element::object
                                         : html_element::other;
    case 7:
        return is_name(name, "noembed") ? html_element::noembed : html_element::other;
    case 8:
        return is_name(name, "textarea")   ? html_element::textarea
               : is_name(name, "noframes") ? html_element::noframes
                                           : html_element::other;
    default:
        return html_element::other;
    }
}

[[nodiscard]] constexpr foreign_element foreign_element_of(std::string_view name) noexcept
{
    switch (name.size()) {
    case 3:
        return is_name(name, "svg") ? foreign_element::svg : foreign_element::none;
    case 4:
        return is_name(name, "math")   ? foreign_element::math
               : is_name(name, "desc") ? foreign_element::html_again
                                       : foreign_element::none;
    case 13:
        return is_name(name, "foreignobject") ? foreign_element::html_again : foreign_element::none;
    case 14:
        return is_name(name, "annotation-xml") ? foreign_element::annotation : foreign_element::none;
    default:
        return foreign_element::none;
    }
}

// The lists of attributes are sorted by the length of the names, from 0 on, so that few need to be compared.

// Attributes whose value is text, and no more, whatever the element. An attribute that is in no list may hold a URL or
// code, in some element or in a standard to come, so no field may stand in it. The lists have the geometry of SVG, too.
inline constexpr std::string_view plain_attributes[] = {
    "",
    "d r x y z",
    "cx cy dx dy id rx ry x1 x2 y1 y2",
    "alt dir for low max min rel",
    "abbr cols face form high kind lang list loop name open part refx refy role rows size slot span step wrap",
    "align class color ismap label media muted nonce scope shape sizes start title value width",
    "accept border coords height hidden method nowrap offset orient points rotate target valign",
    ("bgcolor checked colspan compact default enctype headers itemref loading opacity optimum pattern popover preload "
     "rowspan srclang summary version viewbox"),
    ("autoplay controls datetime decoding disabled download hreflang itemprop multiple property readonly required "
     "reversed selected tabindex"),
    "accesskey autofocus draggable fill-rule font-size inputmode itemscope maxlength minlength transform translate",
    "font-style formmethod formtarget novalidate pathlength spellcheck textlength",
    ("cellpadding cellspacing crossorigin font-family font-weight formenctype markerwidth placeholder playsinline "
     "text-anchor"),
    "autocomplete enterkeyhint fill-opacity lengthadjust markerheight patternunits stroke-width word-spacing",
    "fetchpriority gradientunits popovertarget vector-effect",
    "autocapitalize baseline-shift formnovalidate letter-spacing referrerpolicy stroke-linecap stroke-opacity",
    "contenteditable stroke-linejoin",
    "patterntransform stroke-dasharray",
    "dominant-baseline gradienttransform stroke-dashoffset stroke-miterlimit",
    "alignment-baseline",
    "popovertargetaction preserveaspectratio"};

inline constexpr std::string_view url_attributes[] = {
    "",
    "",
    "",
    "src",
    "cite href ping",
    "",
    "action itemid poster usemap",
    "",
    "itemtype longdesc",
    "",
    "background formaction xlink:href"};

// The attributes of SVG that may be given as url(...), as CSS can.
inline constexpr std::string_view style_value_attributes[] = {
    "",
    "",
    "",
    "",
    "fill mask",
    "",
    "cursor filter marker stroke",
    "display",
    "overflow",
    "clip-path",
    "marker-end marker-mid stop-color visibility",
    "flood-color",
    "marker-start",
    "",
    "lighting-color"};

template <std::size_t Size>
[[nodiscard]] constexpr bool is_in_list(std::string_view text, const std::string_view (&by_length)[Size]) noexcept
{
    const std::size_t size = text.size();
    if (size >= Size)
        return false;
    const std::string_view names = by_length[size];
    for (std::size_t at = 0; at < names.size(); at += size + 1)
        if (is_name(text, {names.data() + at, size}))
            return true;
    return false;
}

/// What an attribute holds, so far as it matters to a field in it.
[[nodiscard]] constexpr attribute_kind attribute_kind_of(html_element element, std::string_view name) noexcept
{
    const char* const at = name.data();
    const char* const end = at + name.size();
    if (starts_with_name(at, end, "data-") || starts_with_name(at, end, "aria-"))
        return attribute_kind::plain;
    if (starts_with_name(at, end, "on"))
        return attribute_kind::handler;
    if (is_name(name, "style"))
        return attribute_kind::style;
    if (is_name(name, "srcset") || is_name(name, "imagesrcset"))
        return attribute_kind::srcset;
    if (is_name(name, "srcdoc"))
        return attribute_kind::srcdoc;
    if (is_name(name, "content"))
        return element == html_element::meta ? attribute_kind::meta_content : attribute_kind::unknown;
    if (element == html_element::param && is_name(name, "value"))
        return attribute_kind::unknown;
    if (is_name(name, "http-equiv"))
        return attribute_kind::special;

    const bool loads_code = element == html_element::script || element == html_element::iframe
                            || element == html_element::embed || element == html_element::object
                            || element == html_element::frame || element == html_element::base
                            || element == html_element::link || element == html_element::use;
    if (is_name(name, "type"))
        return loads_code || element == html_element::style ? attribute_kind::special : attribute_kind::plain;
    if (is_name(name, "rel") && element == html_element::link)
        return attribute_kind::special;
    if (is_name(name, "data") && element == html_element::object)
        return attribute_kind::url_of_code;
    if (is_in_list(name, url_attributes))
        return loads_code ? attribute_kind::url_of_code : attribute_kind::url;
    if (is_in_list(name, style_value_attributes))
        return attribute_kind::style_value;
    return is_in_list(name, plain_attributes) ? attribute_kind::plain : attribute_kind::unknown;
}

/// The values of a link's `rel` that load nothing that is run or that styles the page.
inline constexpr std::string_view plain_links =
    "alternate author canonical help icon license next prev search bookmark me pingback tag apple-touch-icon";

/// Whether all the words of a link's `rel` are such values.
[[nodiscard]] constexpr bool is_plain_link(std::string_view rel) noexcept
{
    const char* at = rel.data();
    const char* const end = at + rel.size();
    bool found = false;
    while (at != end) {
        const char* const begin = at;
        while (at != end && !is_html_space(*at))
            ++at;
        if (begin != at) {
            if (!is_in_list(slice(begin, at), plain_links))
                return false;
            found = true;
        }
        if (at != end)
            ++at;
    }
    return found;
}

} // namespace plait::detail
