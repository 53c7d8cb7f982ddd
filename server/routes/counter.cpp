#include "routes.hpp"

#include <plait/http/json.hpp>

using namespace plait;
using namespace plait::http;

void add_counter(router& app, site& site)
{
    app.get("/{$}", [&hits = site.hits](request&) -> awaitable<response> {
        const int count = co_await hits.with([](int& n) { return ++n; });
        co_return text(std::to_string(count));
    });
    app.get("/hits", [&hits = site.hits](request&) -> awaitable<response> {
        const int count = co_await hits.with([](int& n) { return n; });
        co_return json({{"hits", count}});
    });
}
