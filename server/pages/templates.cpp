#include "templates.hpp"

#include <hello.html.hpp>
#include <hits.html.hpp>
#include <page.html.hpp>

namespace {

template <class Data, class Source>
plait::html_template<Data> choose(Source built_in, const std::string& folder, const char* name)
{
    if (folder.empty())
        return built_in;
    return plait::template_file(folder + "/" + name);
}

} // namespace

page_templates::page_templates(const std::string& folder)
    : hits_page(choose<hits>(templates::hits_html, folder, "hits.html")),
      front_page(choose<shown_page>(templates::page_html, folder, "page.html")),
      hello_page(choose<greeting>(templates::hello_html, folder, "hello.html"))
{
}
