#include <plait/html/html_template.hpp>

#include "template_checks.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <doctest/doctest.h>

#include <array>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <variant>

using plait::html_template;
using template_checks::rendered;

namespace {

struct address {
    std::string street;
    std::string city;
};
BOOST_DESCRIBE_STRUCT(address, (), (street, city))

struct order {
    std::string title;
    int pieces = 0;
    double price = 0;
    std::optional<std::string> note;
    std::vector<order> parts;
};
BOOST_DESCRIBE_STRUCT(order, (), (title, pieces, price, note, parts))

enum class color { red, green };
BOOST_DESCRIBE_ENUM(color, red, green)

struct email {
    std::string address;
};
BOOST_DESCRIBE_STRUCT(email, (), (address))
struct phone {
    long number = 0;
};
BOOST_DESCRIBE_STRUCT(phone, (), (number))

struct euros {
    int cents = 0;
};

struct shop : address {
    std::string title;
    std::string_view view;
    const char* words = "words";
    bool open = false;
    char letter = 'x';
    color paint = color::green;
    unsigned char small = 200;
    std::vector<order> orders;
    std::vector<bool> bits;
    std::map<std::string, int> stock;
    std::optional<address> branch;
    std::unique_ptr<address> owner;
    std::variant<email, phone> contact;
    std::variant<std::string, int> either;
    std::array<int, 3> three{1, 2, 3};
    std::list<std::set<int>> nested;
    plait::safe_html intro;
    euros price;
};
BOOST_DESCRIBE_STRUCT(
    shop, (address),
    (title, view, words, open, letter, paint, small, orders, bits, stock, branch, owner, contact, either, three, nested,
     intro, price))

shop example()
{
    shop data;
    data.city = "Kiel";
    data.title = "Tea & <co>";
    data.orders = {{"cup", 2, 1.5, "blue", {{"handle", 1, 0, {}, {}}}}, {"pot", 1, 20, {}, {}}};
    return data;
}

std::string shown(std::string_view text, const shop& data)
{
    return rendered(text, data);
}

} // namespace

template <>
struct plait::template_formatter<euros> {
    static std::string text(euros amount) { return std::to_string(amount.cents / 100) + " <EUR>"; }
};

TEST_SUITE_BEGIN("html_template");

TEST_CASE("a template in the source is compiled, and escapes what it shows")
{
    constexpr html_template<shop> page([] { return R"html(<h1 title="{{title}}">{{title}}</h1>)html"; });

    CHECK(page.render(example()) == R"(<h1 title="Tea &amp; &lt;co&gt;">Tea &amp; &lt;co&gt;</h1>)");
}

TEST_CASE("a template appends to a text that is there already")
{
    constexpr html_template<shop> page([] { return "<p>{{city}}</p>"; });
    std::string out = "<!DOCTYPE html>";

    page.append_to(out, example());

    CHECK(out == "<!DOCTYPE html><p>Kiel</p>");
}

TEST_CASE("values of each kind are shown")
{
    shop data = example();
    data.view = "a view";
    data.open = true;
    data.either = 42;
    data.contact = phone{110};
    data.price = {500};
    data.intro = plait::safe_html("<b>hi</b>");

    CHECK(shown("{{title}}", data) == "Tea &amp; &lt;co&gt;");
    CHECK(shown("{{ view }}", data) == "a view");
    CHECK(shown("{{words}}", data) == "words");
    CHECK(shown("{{open}}", data) == "true");
    CHECK(shown("{{letter}}", data) == "x");
    CHECK(shown("{{paint}}", data) == "green");
    CHECK(shown("{{small}}", data) == "200");
    CHECK(shown("{{either}}", data) == "42");
    CHECK(shown("{{price}}", data) == "5 &lt;EUR&gt;");
    CHECK(shown("{{intro}}", data) == "<b>hi</b>");
    CHECK(shown("{{city}}", data) == "Kiel"); // of a base
    CHECK(shown("{{this.city}}", data) == "Kiel");
}

TEST_CASE("a path goes through optional values and pointers, and shows nothing where they are empty")
{
    shop data = example();
    CHECK(shown("[{{branch.city}}{{owner.city}}]", data) == "[]");

    data.branch = address{"Quay", "Bremen"};
    data.owner = std::make_unique<address>("Elm", "Jena");
    CHECK(shown("[{{branch.city}} {{owner.city}}]", data) == "[Bremen Jena]");
}

TEST_CASE("a condition is false for false, 0, empty, and an optional without a value")
{
    shop data = example();
    CHECK(shown("{{#if open}}yes{{else}}no{{/if}}", data) == "no");
    CHECK(shown("{{#if not open}}yes{{else}}no{{/if}}", data) == "yes");
    CHECK(shown("{{#if small}}yes{{/if}}", data) == "yes");
    CHECK(shown("{{#if title}}yes{{/if}}", data) == "yes");
    CHECK(shown("{{#if street}}yes{{/if}}", data) == "");
    CHECK(shown("{{#if orders}}yes{{/if}}", data) == "yes");
    CHECK(shown("{{#if stock}}yes{{/if}}", data) == "");
    CHECK(shown("{{#if branch}}yes{{/if}}", data) == "");
    CHECK(shown("{{#if branch.city}}yes{{/if}}", data) == "");
    CHECK(shown("{{#if intro}}yes{{/if}}", data) == "");
    CHECK(shown("{{#if view}}1{{else if open}}2{{else if city}}3{{else}}4{{/if}}", data) == "3");
    CHECK(shown("{{#if view}}1{{else if open}}2{{/if}}", data) == "");
}

TEST_CASE("a condition may name the value that an optional has")
{
    shop data = example();
    data.branch = address{"Quay", "Bremen"};

    CHECK(shown("{{#if branch as other}}{{other.street}}, {{other.city}}{{/if}}", data) == "Quay, Bremen");
}

TEST_CASE("a loop has a variable, and knows where it is")
{
    const shop data = example();
    CHECK(
        shown(
            "{{#each orders as order}}{{@index}}/{{@number}} {{order.title}}{{#if not @last}}, {{/if}}{{/each}}", data)
        == "0/1 cup, 1/2 pot");
    CHECK(shown("{{#each three as n}}{{#if @first}}<b>{{/if}}{{n}}{{/each}}", data) == "<b>123");
    CHECK(shown("{{#each bits as bit}}{{bit}}{{else}}none{{/each}}", data) == "none");
    CHECK(
        shown(
            "{{#each orders as order}}{{#each order.parts as part}}{{order.title}}.{{part.title}}{{/each}}{{/each}}",
            data)
        == "cup.handle");
}

TEST_CASE("loops go over all kinds of ranges")
{
    shop data = example();
    data.bits = {true, false};
    data.stock = {{"a", 1}, {"b", 2}};
    data.nested = {{3, 4}, {5}};
    CHECK(shown("{{#each bits as bit}}{{bit}} {{/each}}", data) == "true false ");
    CHECK(shown("{{#each stock as count}}{{@key}}={{count}};{{/each}}", data) == "a=1;b=2;");
    CHECK(shown("{{#each nested as set}}{{#each set as n}}{{n}}{{/each}}|{{/each}}", data) == "34|5|");
}

TEST_CASE("match chooses by the type that a variant has")
{
    const std::string_view text = R"({{#match contact}}
        {{#case email as mail}}<a href="mailto:{{mail.address}}">{{mail.address}}</a>{{#case phone as p}}{{p.number}}{{/match}})";
    shop data = example();
    data.contact = email{"a@b.example"};
    CHECK(shown(text, data) == R"(<a href="mailto:a@b.example">a@b.example</a>)");
    data.contact = phone{110};
    CHECK(shown(text, data) == "110");
    CHECK(shown("{{#match contact}}{{#case email}}mail{{else}}else{{/match}}", data) == "else");
    CHECK(shown("{{#match either}}{{#case string as s}}{{s}}{{#case int as n}}number {{n}}{{/match}}", data) == "");
}

TEST_CASE("blocks are inserted with parameters")
{
    const shop data = example();
    CHECK(
        shown(
            "{{#block row order name}}<li>{{name}}: {{order.title}} of {{title}}</li>{{/block}}"
            "{{#each orders as each}}{{> row order=each name=\"an <order>\"}}{{/each}}",
            data)
        == "<li>an &lt;order&gt;: cup of Tea &amp; &lt;co&gt;</li><li>an &lt;order&gt;: pot of Tea &amp; "
           "&lt;co&gt;</li>");
}

TEST_CASE("a layout inserts the blocks of the page that uses it")
{
    constexpr html_template<shop> page([] {
        return std::to_array<plait::template_text>(
            {{"page.html", "{{#block head}}<title>{{title}}</title>{{/block}}\n{{#block "
                           "body}}\n<p>{{city}}</p>\n{{/block}}\n{{> layout.html}}"},
             {"layout.html", "<head>{{> head}}</head>\n<body>\n{{> body}}\n</body>\n"}});
    });

    CHECK(page.render(example()) == "<head><title>Tea &amp; &lt;co&gt;</title></head>\n<body>\n<p>Kiel</p>\n</body>\n");
}

TEST_CASE("a line with nothing but tags that write nothing leaves no line")
{
    const shop data = example();
    CHECK(
        shown("<ul>\n  {{#each orders as order}}\n  <li>{{order.title}}</li>\n  {{/each}}\n</ul>\n", data)
        == "<ul>\n  <li>cup</li>\n  <li>pot</li>\n</ul>\n");
    CHECK(shown("a\n{{! a comment }}\nb {{! another }} c", data) == "a\nb  c");
    CHECK(shown("a\n{{!-- with }} in it --}}\nb", data) == "a\nb");
    CHECK(shown("{{\"{{\"}}title}}", data) == "{{title}}");
}

TEST_CASE("what one template makes may stand in another one as it is")
{
    constexpr html_template<address> part([] { return "<i>{{city}}</i>"; });
    shop data = example();
    data.intro = part.fragment({"", "<Ulm>"});

    CHECK(shown("<b>{{intro}}</b>", data) == "<b><i>&lt;Ulm&gt;</i></b>");
}

TEST_CASE("a value in a script is JSON, with all that is in it")
{
    shop data = example();
    data.stock = {{"a", 1}, {"</script>", 2}};
    CHECK(
        shown("<script>const a = {{orders}}, b = {{stock}}, c = {{branch}};</script>", data)
        == R"(<script>const a = [{"title":"cup","pieces":2,"price":1.5,"note":"blue","parts":[{"title":"handle","pieces":1,"price":0,"note":null,"parts":[]}]},{"title":"pot","pieces":1,"price":20,"note":null,"parts":[]}], b = {"\u003C\u002Fscript\u003E":2,"a":1}, c = null;</script>)");
    CHECK(
        shown("<script type='application/json'>{{contact}}</script>", data)
        == R"(<script type='application/json'>{"address":""}</script>)");
}

TEST_CASE("data that are nested very deep are no JSON, and no stack overflows")
{
    const auto nested = [](int depth) {
        order made;
        for (int i = 1; i < depth; ++i) {
            std::vector<order> parts(1);
            parts[0] = std::move(made);
            made = {};
            made.parts = std::move(parts);
        }
        shop data = example();
        data.orders = {std::move(made)};
        return data;
    };
    constexpr html_template<shop> page([] { return "<script>const a = {{orders}};</script>"; });

    CHECK(page.render(nested(31)).size() > 31 * 50);

    std::string out = "before";
    CHECK_THROWS_WITH_AS(
        page.append_to(out, nested(33)),
        "data of a template are nested more than 64 deep where they are written as JSON: do they contain themselves?",
        plait::template_error);
    CHECK(out == "before");
}

TEST_SUITE_END();
