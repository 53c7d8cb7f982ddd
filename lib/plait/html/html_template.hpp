#pragma once

#include <plait/detail/kernel/build_flags.hpp>
#include <plait/html/detail/data_template.hpp>
#include <plait/html/safe_html.hpp>

namespace plait {

/// A page's HTML with places for data. What is written there is escaped as its place in the page demands: text,
/// attributes, URLs, values of CSS, JSON in scripts. The template is checked and compiled with the program: a field that
/// the data do not have, a tag without its `>`, or a place where no escaping would be safe is an error of the compiler
/// that names the template's line, and says what to write instead.
///
///     struct greeting { std::string name; };
///     BOOST_DESCRIBE_STRUCT(greeting, (), (name))
///
///     constexpr plait::html_template<greeting> page([] { return R"html(<p title="{{name}}">Hello, {{name}}!</p>)html"; });
///     std::string html = page.render({"Ada"});
///
/// A template in a file of its own, here pages/greeting.html, becomes a header: with CMake by
/// `plait_add_templates(shop pages/greeting.html)`, with Meson by a generator that `embed_template.py --help` shows:
///
///     #include <greeting.html.hpp>
///     constexpr plait::html_template<greeting> page(templates::greeting_html);
///
/// The data are structs that Boost.Describe describes, 52 members at most each, and what they hold: texts, numbers,
/// `bool`, `std::optional` and pointers, ranges, maps, variants, described enums, and types with a `template_formatter`.
///
/// The language:
///
///     {{title}} {{order.customer.name}}          a value; nothing for an empty optional
///     {{#if note}} {{else if draft}} {{else}} {{/if}}   also {{#if not note}}, and {{#if note as text}}
///     {{#each orders as order}} {{order.title}} {{else}} none {{/each}}
///                                                 with @index from 0, @number from 1, @first, @last, @key of a map,
///                                                 and @../index of the loop around it
///     {{#match contact}} {{#case email as mail}} {{#case phone as number}} {{/match}}    a variant, by its types
///     {{#block row order}} {{order.title}} {{/block}}   a block with a parameter, and {{> row order=first}} inserts it
///     {{> layout.html}}                           another file; a layout inserts blocks that the page defines above
///     {{#> head}} <title>Shop</title> {{/head}}   inserts a block or, if the page defines none, what stands here
///     {{! a comment }} {{"{{"}}
///
/// A path in a condition counts as true unless it is false, 0, empty, or an optional without a value.
///
/// Lifetime: nothing of the data is kept.
///
/// Threads: a constant may be used on any threads at once.
///
/// Cost: one block of memory for a page that is as long as the one before, and about the time of appends that are written by
///   hand and escape the same: 4.8 us and 5.1 us for 20 rows, 4 KB; 0.15 us and 0.11 us for 283 bytes
///   (`bench_html_template`). To compile a page of 4 KB takes 0.4 s and 40 MB more than a file without one
///   (`page_file.cpp`). clang wants `-fconstexpr-steps` for one beyond 20 KB.
///
/// See also: `text_template` for texts, `template_file` for templates that are read while the program runs, `safe_html`.
template <class Data>
class html_template : public detail::data_template<Data, detail::template_language::html> {
public:
    using detail::data_template<Data, detail::template_language::html>::data_template;

    /// Returns a part of a page, which another template may contain as it is.
    [[nodiscard]] safe_html fragment(const Data& data) const { return safe_html(this->render(data)); }
};

} // namespace plait
