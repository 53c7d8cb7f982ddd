// Writes pages for structure_test.py: of each template one with harmless values, and many with values that try to get out
// of their places. A page ends with a byte 0; after a template's pages there is one more.
#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace {

struct item {
    std::string name;
    std::string link;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, link))

struct values {
    std::string x;
    bool yes;
    int n;
    std::vector<item> list;
};
BOOST_DESCRIBE_STRUCT(values, (), (x, yes, n, list))

values all(const std::string& value)
{
    return {value, true, 3, {{value, value}, {value, value}}};
}

constexpr plait::html_template<values> templates[] = {
    [] { return "<!DOCTYPE html><title>{{x}}</title><p title='{{x}}' class=\"{{x}}\">{{x}}<b>{{x}}</b>"; },
    [] {
        return "<!DOCTYPE html><a href='{{x}}'>a</a><a href=\"{{x}}\">b</a><form action='{{x}}'><img src='{{x}}' "
               "alt='{{x}}'>";
    },
    [] {
        return "<!DOCTYPE html><a href='/a/{{x}}?b={{x}}#{{x}}'>a</a><a href='/{{x}}'>b</a><a "
               "href='a-{{x}}.html'>c</a>";
    },
    [] { return "<!DOCTYPE html><img srcset='{{x}}'><img srcset='{{x}} 2x, /{{x}} 1x'><source srcset=\"/a {{x}}w\">"; },
    [] {
        return "<!DOCTYPE html><style>p { color: {{x}}; margin: {{x}} {{n}}px }</style><p style='color: {{x}}; width: "
               "calc({{x}})'>";
    },
    [] {
        return "<!DOCTYPE html><script>const a = {{x}}, b = {{list}}; f({{x}}, [{{x}}], {c: {{yes}}})\nreturn "
               "{{x}}</script><p>";
    },
    [] { return "<!DOCTYPE html><script type='application/ld+json'>{\"a\": {{x}}, \"b\": {{list}}}</script><p>"; },
    [] {
        return "<!DOCTYPE html><textarea name='{{x}}'>{{x}}</textarea><input value='{{x}}' {{#if "
               "yes}}checked{{/if}}><select><option value='{{x}}'>{{x}}</select>";
    },
    [] {
        return "<!DOCTYPE html><table>{{#each list as i}}<tr data-i='{{@index}}'><td><a "
               "href='{{i.link}}'>{{i.name}}</a>{{/each}}</table>";
    },
    [] {
        return "<!DOCTYPE html><svg viewBox='0 0 {{n}} 9'><rect fill='{{x}}' "
               "x='{{x}}'/><text>{{x}}</text><title>{{x}}</title><a xlink:href='{{x}}'>a</a></svg>";
    },
    [] {
        return "<!DOCTYPE html><meta name=description content='{{x}}'><link rel='canonical' href='{{x}}'><iframe "
               "src='/a/{{x}}'></iframe><noscript>{{x}}</noscript>";
    },
    [] {
        return "<!DOCTYPE html><script>{{#each list as i}}f('a', {{i.name}}, {b: {{i.link}}});{{/each}}\n{{#if "
               "yes}}\nlet "
               "d = {{x}}\n{{/if}}\nlet g = {{x}} // it's\nlet e = [{{#each list as i}}{{i.name}}, "
               "{{/each}}];</script><p>";
    },
    [] {
        return "<!DOCTYPE html><p style='{{#if yes}}color: {{x}}{{/if}}'><p style='color: {{#if "
               "yes}}{{x}}{{else}}red{{/if}}; "
               "grid-area: {{#each list as i}}{{i.name}} {{/each}}'>";
    },
    [] {
        return "<!DOCTYPE html><a href='/a{{#if yes}}?b={{x}}{{/if}}{{#each list as "
               "i}}&amp;{{i.name}}={{i.link}}{{/each}}'>a"
               "</a><a href='{{#if yes}}{{x}}{{else}}/b{{/if}}'>b</a><meta name=keywords content='{{#each list as "
               "i}}{{i.name}}, {{/each}}'>";
    },
    [] {
        return "{{#block card name}}<div title='{{name}}'>{{name}}</div>{{/block}}<!DOCTYPE html>{{> card "
               "name=x}}{{#each list as i}}{{> card name=i.name}}{{/each}}";
    },
};

// All values begin with a letter, as where white space stands alone a parser may leave it out.
std::string hostile(std::mt19937& random)
{
    static const char* const parts[] = {
        "<",
        ">",
        "\"",
        "'",
        "&",
        "`",
        "=",
        "/",
        "\\",
        " ",
        "\n",
        "\t",
        "{",
        "}",
        "(",
        ")",
        ";",
        ":",
        ",",
        "#",
        "?",
        "%",
        "$",
        "-",
        "<script>",
        "</script>",
        "</style>",
        "</title>",
        "</textarea>",
        "<!--",
        "-->",
        "]]>",
        "<![CDATA[",
        "javascript:",
        "data:",
        "onload=",
        "href=",
        "url(",
        "expression(",
        "\\u003c",
        "&lt;",
        "&#39;",
        "&quot",
        "*/",
        "/*",
        "//",
        "\xE2\x80\xA8",
        "\xC3\xA4",
        "\xFF",
        "\x01",
        "\x7F",
        "{{x}}",
        "${",
        "</",
        "<svg>",
        "<b",
        "x",
        "1",
        "..",
        "http://",
        "@import",
        "%27",
        "%3C",
        "\r"};
    std::string value = random() % 2 ? "a" : "javascript:";
    for (auto count = random() % 12; count > 0; --count)
        value += parts[random() % std::size(parts)];
    return value;
}

void write(const std::string& page)
{
    std::fwrite(page.data(), 1, page.size(), stdout);
    std::fputc('\0', stdout);
}

} // namespace

int main(int argc, char** argv)
{
    std::mt19937 random(argc > 1 ? static_cast<unsigned>(std::stoul(argv[1])) : 1u);
    for (const auto& each : templates) {
        write(each.render(all("ab")));
        for (int i = 0; i < 300; ++i)
            write(each.render(all(hostile(random))));
        std::fputc('\0', stdout);
    }
}
