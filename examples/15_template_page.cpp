// Makes a page from a template that is checked and compiled with the program. Each value is escaped by its place.
//
// Run:
//     meson compile -C build && build/examples/15_template_page
//
// Output:
//     <h1>Tea &amp; co</h1>
//     <ul>
//       <li class="late">1. <a href="/orders?title=a%20%3Cpot%3E">a &lt;pot&gt;</a></li>
//       <li class="in time">2. <a href="/orders?title=two%20cups">two cups</a>: &quot;blue&quot;</li>
//     </ul>
//     <script>const orders = [{"title":"a \u003Cpot\u003E","late":true,"note":null},{"title":"two cups","late":false,"note":"\"blue\""}];</script>

#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

struct order {
    std::string title;
    bool late = false;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(order, (), (title, late, note))

struct orders_page {
    std::string title;
    std::vector<order> orders;
};
BOOST_DESCRIBE_STRUCT(orders_page, (), (title, orders))

// To write {{titel}} here, or href={{order.title}}, is an error of the compiler that names the line.
constexpr plait::html_template<orders_page> page([] {
    return R"html(<h1>{{title}}</h1>
<ul>
  {{#each orders as order}}
  <li class="{{#if order.late}}late{{else}}in time{{/if}}">{{@number}}. <a href="/orders?title={{order.title}}">{{order.title}}</a>{{#if order.note as note}}: {{note}}{{/if}}</li>
  {{/each}}
</ul>
<script>const orders = {{orders}};</script>
)html";
});

int main()
{
    std::cout << page.render({"Tea & co", {{"a <pot>", true, {}}, {"two cups", false, "\"blue\""}}});
}
