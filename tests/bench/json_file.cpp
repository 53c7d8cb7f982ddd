// A user's file with JSON into structs and out of them, for what it costs to compile: see compile_cost.py.
#include "json_order.hpp"

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/http/json.hpp>

#include <map>
#include <string>

namespace http = plait::http;

using orders = std::map<std::string, bench::json_order>;

http::router json_file(plait::guarded<orders>& all)
{
    http::router app;
    app.post("/orders", [&all](http::request& request) -> plait::awaitable<http::response> {
        const auto order = request.json<bench::json_order>();
        co_await all.with([&](orders& all) { all.insert_or_assign(std::to_string(order.number), order); });
        co_return http::json(order, http::status::created);
    });
    app.post("/customers", [](http::request& request) {
        return http::json(request.json<bench::json_customer>(http::json_options().refuse_unknown()));
    });
    app.get("/orders", [&all](http::request&) -> plait::awaitable<http::response> {
        co_return http::json(co_await all.with([](orders& all) { return all; }));
    });
    return app;
}
