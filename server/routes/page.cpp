#include "routes.hpp"

#include "../pages/front_page.hpp"

using namespace plait;
using namespace plait::http;

void add_page(router& app, const site& site)
{
    app.get("/page", [&from = site.from](request& request) -> awaitable<response> {
        const std::string mode = request.query("mode").value_or("concurrent");
        if (mode != "serial" && mode != "concurrent")
            co_return text("mode is serial or concurrent: /page?mode=concurrent\n", status::bad_request);
        const front_page page
            = co_await build_front_page(from, mode == "concurrent", request.query("city").value_or("Berlin"));
        co_return html(to_html(page)).set("Cache-Control", "no-store");
    });
}
