#include "routes.hpp"

#include <plait/http/html.hpp>

using namespace plait;
using namespace plait::http;

void add_page(router& app, const site& site)
{
    app.get("/page", [&from = site.from, &pages = site.pages](request& request) -> awaitable<response> {
        const std::string mode = request.query("mode").value_or("concurrent");
        if (mode != "serial" && mode != "concurrent")
            co_return text("mode is serial or concurrent: /page?mode=concurrent\n", status::bad_request);
        const front_page page
            = co_await build_front_page(from, mode == "concurrent", request.query("city").value_or("Berlin"));
        co_return html(pages.front_page, show(page)).set("Cache-Control", "no-store");
    });

    app.get("/hello", [&pages = site.pages](request& request) -> awaitable<response> {
        co_return html(pages.hello_page, {request.query("name").value_or("world")});
    });
}
