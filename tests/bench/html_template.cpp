// What a page costs by a template, and by appends that are written by hand and escape the same.
#include "orders_page.hpp"
#include "rows.hpp"
#include "support.hpp"

#include <plait/html/escape.hpp>
#include <plait/run.hpp>

#include <charconv>
#include <cstdio>
#include <string>

namespace {

// What someone who writes appends by hand does.
void append_html(std::string& out, std::string_view text)
{
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
}

constexpr char hex[] = "0123456789ABCDEF";

bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
           || c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view text, std::string_view kept)
{
    for (const char c : text) {
        if (c == '&' && !kept.empty()) {
            out += "&amp;";
        } else if (is_plain(c) || kept.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += hex[static_cast<unsigned char>(c) >> 4];
            out += hex[static_cast<unsigned char>(c) & 15];
        }
    }
}

void append_link(std::string& out, std::string_view url)
{
    if (url.starts_with("https:") || url.starts_with("http:"))
        append_encoded(out, url, "!#$*+,/:;=?@[]%");
}

template <class Number>
void append_number(std::string& out, Number number)
{
    char digits[32];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, written.ptr);
}

std::string by_hand(const orders_page& page)
{
    std::string out;
    out.reserve(8192);
    out += "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
    append_html(out, page.title);
    out += "</title></head>\n<body><h1>";
    append_html(out, page.title);
    out += "</h1>\n<p class=\"place\" data-city=\"";
    append_html(out, page.city);
    out += "\">From <a href=\"/cities?name=";
    append_encoded(out, page.city, "");
    out += "\">";
    append_html(out, page.city);
    out += "</a>, ";
    out += page.orders.empty() ? "none" : "all of them";
    out += ".</p>\n<table>\n";
    int number = 0;
    for (const order& each : page.orders) {
        out += "<tr class=\"";
        out += each.late ? "late" : "in time";
        out += "\"><td>";
        append_number(out, ++number);
        out += "</td><td title=\"";
        append_html(out, each.note);
        out += "\"><a href=\"";
        append_link(out, each.link);
        out += "\">";
        append_html(out, each.title);
        out += "</a></td><td>";
        append_number(out, each.pieces);
        out += "</td><td>";
        append_number(out, each.price);
        out += " EUR</td></tr>\n";
    }
    out += "</table>\n</body></html>\n";
    return out;
}

plait::awaitable<void> measure_pages()
{
    bench::table all("A page of a template", {"", "ns", "blocks"});
    const std::string text(1000, 'x');
    const std::string markup = [] {
        std::string made;
        while (made.size() < 1000)
            made += "<a href=\"x\">";
        return made;
    }();
    for (const int count : {0, 20, 200}) {
        const orders_page page = many_orders(count);
        if (orders_template.render(page) != by_hand(page))
            std::printf("*** the template and the appends differ\n");
        const std::string title = std::to_string(count) + " orders, " + std::to_string(by_hand(page).size()) + " bytes";
        const long times = count > 20 ? 2'000 : 20'000;
        co_await bench::plain_row(
            all, title + ", template", [&] { return orders_template.render(page).size(); }, times);
        co_await bench::plain_row(
            all, title + ", appends", [&] { return by_hand(page).size(); }, times);
    }
    co_await bench::plain_row(all, "escape_html, 1000 bytes of text", [&] { return plait::escape_html(text).size(); });
    co_await bench::plain_row(
        all, "escape_html, 1000 bytes of markup", [&] { return plait::escape_html(markup).size(); });
    all.print();
}

} // namespace

int main()
{
    plait::run(measure_pages());
}
