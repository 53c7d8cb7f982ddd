// A template, as it would come from a file, and values: whatever the values are, they stay within their places. The
// template ends at the first byte 1; the value follows. Where there is libgumbo, what is compared is what it makes of the
// page, as a browser would.

#include "fuzz.hpp"

#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#ifdef HAS_GUMBO
#include <gumbo.h>
#endif

using fuzz::require;

namespace {

struct item {
    std::string name;
    int number;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, number))

struct values {
    std::string x;
    std::string_view y;
    bool yes;
    int n;
    double d;
    std::optional<std::string> maybe;
    std::vector<item> list;
    std::map<std::string, std::string> map;
    plait::safe_html html;
};
BOOST_DESCRIBE_STRUCT(values, (), (x, y, yes, n, d, maybe, list, map, html))

values all(const std::string& value)
{
    return {
        value, value, true, -1, 0.5, value, {{value, 1}, {value, 2}}, {{value, value}}, plait::safe_html("<b>a</b>")};
}

// Returns false if the template is refused.
bool render(std::string_view text, const values& data, std::string& out)
{
    using namespace plait::detail;
    const plait::template_text file{{}, text};
    template_parser counting(&file, 1, type_of<values>, template_language::html);
    counting.run();
    if (counting.problem) {
        require(message_of(counting.problem, {}, text).size > 20, "a refusal says why");
        return false;
    }
    std::vector<instruction> code(counting.made.size);
    std::vector<inside_function> steps(counting.step_count);
    template_parser parser(
        &file, 1, type_of<values>, template_language::html,
        {code.data(), steps.data(), counting.made.size, counting.step_count});
    parser.run();
    require(!parser.problem && parser.made.size == counting.made.size, "to read it again makes the same");
    plait::detail::render(parser.made, &data, out);
    return true;
}

#ifdef HAS_GUMBO

// Scripts are compared without the strings that came from fields: these begin as all values do. Comments and the
// template's own strings are skipped.
std::string without_strings(std::string_view script)
{
    std::string rest;
    for (std::size_t at = 0; at < script.size(); ++at) {
        const char c = script[at];
        if (c == '/' && script.substr(at, 2) == "//") {
            at = std::min(script.find_first_of("\r\n", at), script.size());
        } else if (c == '/' && script.substr(at, 2) == "/*") {
            at = std::min(script.find("*/", at + 2), script.size() - 1) + 1;
        } else if (c == '"' || c == '\'') {
            const std::size_t begin = at++;
            while (at < script.size() && script[at] != c)
                at += script[at] == '\\' ? 2 : 1;
            const std::string_view string = script.substr(begin, at - begin);
            rest += string.starts_with("\"a") ? "S" : string;
        } else {
            rest += c;
        }
    }
    return rest;
}

bool is_code(const char* attribute)
{
    return attribute[0] == 'o' && attribute[1] == 'n';
}

std::string scheme_of(const char* url)
{
    std::string scheme;
    for (; *url; ++url) {
        if (static_cast<unsigned char>(*url) <= ' ')
            continue; // browsers leave these out
        if (*url == ':')
            return scheme;
        if (!plait::detail::is_letter(*url) && !plait::detail::is_digit(*url) && *url != '+' && *url != '-'
            && *url != '.')
            break;
        scheme += plait::detail::to_lower(*url);
    }
    return {};
}

// What has a meaning in CSS besides words and numbers.
std::string css_signs(std::string_view css)
{
    std::string signs;
    for (const char each : css)
        if (std::string_view(";:{}()\"'\\<@/*!&").find(each) != std::string_view::npos)
            signs += each;
    return signs;
}

void check_attribute(const GumboAttribute& plain, const GumboAttribute& other)
{
    require(std::string_view(plain.name) == other.name, "attributes have the same names");
    require(!is_code(plain.name) || std::string_view(plain.value) == other.value, "no value is in a handler's code");
    require(
        std::string_view(plain.name) != "style" || css_signs(plain.value) == css_signs(other.value),
        "a value in CSS is a word or a number");
    if (const std::string scheme = scheme_of(other.value); scheme != scheme_of(plain.value)) {
        using plait::detail::is_in_list;
        const bool is_url = is_in_list(plain.name, "href src action formaction data cite poster background ping");
        require(!is_url || is_in_list(scheme, "http https mailto tel about"), "a URL has a known scheme");
    }
}

// What follows one another of texts and white space counts as one text, as values may be of any length.
void check_node(const GumboNode& plain, const GumboNode& other)
{
    require(plain.type == other.type, "nodes are of the same kind");
    if (plain.type == GUMBO_NODE_COMMENT) {
        require(std::string_view(plain.v.text.text) == other.v.text.text, "no value is in a comment");
        return;
    }
    if (plain.type != GUMBO_NODE_ELEMENT && plain.type != GUMBO_NODE_TEMPLATE)
        return;
    const GumboElement& left = plain.v.element;
    const GumboElement& right = other.v.element;
    require(left.tag == right.tag, "elements have the same names");
    require(left.attributes.length == right.attributes.length, "elements have the same attributes");
    for (unsigned i = 0; i < left.attributes.length; ++i)
        check_attribute(
            *static_cast<const GumboAttribute*>(left.attributes.data[i]),
            *static_cast<const GumboAttribute*>(right.attributes.data[i]));
    require(left.children.length == right.children.length, "elements have the same children");
    for (unsigned i = 0; i < left.children.length; ++i) {
        const auto& a = *static_cast<const GumboNode*>(left.children.data[i]);
        const auto& b = *static_cast<const GumboNode*>(right.children.data[i]);
        check_node(a, b);
        if (left.tag == GUMBO_TAG_STYLE && a.type == GUMBO_NODE_TEXT && b.type == GUMBO_NODE_TEXT)
            require(css_signs(a.v.text.text) == css_signs(b.v.text.text), "a value in CSS is a word or a number");
        if (left.tag == GUMBO_TAG_SCRIPT && a.type == GUMBO_NODE_TEXT && b.type == GUMBO_NODE_TEXT)
            require(
                without_strings(a.v.text.text) == without_strings(b.v.text.text), "a value in a script is a string");
    }
}

void compare(const std::string& plain, const std::string& other)
{
    GumboOutput* const left = gumbo_parse_with_options(&kGumboDefaultOptions, plain.data(), plain.size());
    GumboOutput* const right = gumbo_parse_with_options(&kGumboDefaultOptions, other.data(), other.size());
    check_node(*left->root, *right->root);
    gumbo_destroy_output(&kGumboDefaultOptions, left);
    gumbo_destroy_output(&kGumboDefaultOptions, right);
}

#else

// Without a parser, only what no value may bring into a page is counted.
void compare(const std::string& plain, const std::string& other)
{
    const auto count = [](const std::string& text, char c) { return std::count(text.begin(), text.end(), c); };
    require(count(plain, '<') == count(other, '<'), "no value makes a tag");
}

#endif

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::text(data, size);
    const std::size_t end = input.find('\1');
    const fuzz::exact_copy text(input.substr(0, end));
    // All values begin with a letter, so that white space and texts have the same places in both pages.
    const std::string value = end == std::string_view::npos ? "a" : "a" + std::string(input.substr(end + 1));
    // A parser drops this character in some places, and replaces it in others.
    if (text.view().find('\0') != std::string_view::npos || value.find('\0') != std::string::npos)
        return 0;

    std::string plain;
    std::string other;
    if (!render(text.view(), all("ab"), plain))
        return 0;
    require(render(text.view(), all(value), other), "whether a template is refused does not depend on values");
    compare(plain, other);
    return 0;
}
