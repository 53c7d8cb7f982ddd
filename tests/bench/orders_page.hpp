#pragma once

#include <plait/html/html_template.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

// The page that is rendered by a template, by hand and by Go (peers/html_template).

struct order {
    std::string title;
    std::string note;
    std::string link;
    int pieces;
    double price;
    bool late;
};
BOOST_DESCRIBE_STRUCT(order, (), (title, note, link, pieces, price, late))

struct orders_page {
    std::string title;
    std::string city;
    std::vector<order> orders;
};
BOOST_DESCRIBE_STRUCT(orders_page, (), (title, city, orders))

inline constexpr plait::html_template<orders_page> orders_template([] {
    return R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{title}}</title></head>
<body><h1>{{title}}</h1>
<p class="place" data-city="{{city}}">From <a href="/cities?name={{city}}">{{city}}</a>, {{#if orders}}all of them{{else}}none{{/if}}.</p>
<table>
{{#each orders as order}}
<tr class="{{#if order.late}}late{{else}}in time{{/if}}"><td>{{@number}}</td><td title="{{order.note}}"><a href="{{order.link}}">{{order.title}}</a></td><td>{{order.pieces}}</td><td>{{order.price}} EUR</td></tr>
{{/each}}
</table>
</body></html>
)html";
});

inline orders_page many_orders(int count)
{
    orders_page page{"Orders of O'Hara & Co", "Köln", {}};
    for (int i = 0; i < count; ++i)
        page.orders.push_back(
            {"Teapot <" + std::to_string(i) + ">, blue", "as \"last time\", with care",
             "https://shop.example/items/" + std::to_string(i) + "?ref=list&page=2", i, 12.5 * i, i % 3 == 0});
    return page;
}
