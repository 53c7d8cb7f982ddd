#include "routes.hpp"

#include <plait/http/html.hpp>
#include <plait/http/json.hpp>

using namespace plait;
using namespace plait::http;

namespace {

// Browsers name HTML in Accept; curl and wrk do not.
bool accepts_html(const request& request)
{
    const auto accepted = request.field("Accept");
    return accepted && accepted->find("text/html") != std::string_view::npos;
}

// This function is not inlined, as few requests are for the page.
[[gnu::cold, gnu::noinline]] response hits_page(const page_templates& pages, int count)
{
    return html(pages.hits_page, {count}).set("Vary", "Accept").set("Cache-Control", "no-store");
}

} // namespace

void add_counter(router& app, site& site)
{
    app.get("/{$}", [&hits = site.hits, &pages = site.pages](request& request) -> awaitable<response> {
        const int count = co_await hits.with([](int& n) { return ++n; });
        if (accepts_html(request)) [[unlikely]]
            co_return hits_page(pages, count);
        co_return text(std::to_string(count));
    });
    app.get("/hits", [&hits = site.hits](request&) -> awaitable<response> {
        const int count = co_await hits.with([](int& n) { return n; });
        co_return json({{"hits", count}});
    });
}
