// A user's file with all that the http room has: JSON, a form, an upload, streams. For what it costs to compile: see
// compile_cost.py.
#include "json_order.hpp"

#include <plait/guarded.hpp>
#include <plait/http.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/cookie.hpp>
#include <plait/http/events.hpp>
#include <plait/http/file_writer.hpp>
#include <plait/http/form.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/json.hpp>
#include <plait/http/multipart_reader.hpp>
#include <plait/http/signed_cookie.hpp>
#include <plait/http/stream.hpp>

#include <map>
#include <string>

namespace http = plait::http;

using orders = std::map<std::string, bench::json_order>;

http::router whole_file(plait::guarded<orders>& all)
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
    app.post("/login", [](http::request& request) {
        const http::form_data form = request.form();
        return http::redirect("/").set_cookie(http::cookie("name", form["name"]));
    });
    app.put("/uploads/{name}", [](http::request& request, http::body_reader& body) -> plait::awaitable<http::response> {
        auto to = co_await http::file_writer::create("/srv/in", request.parameter("name"));
        while (const auto piece = co_await body.read())
            co_await to.write(*piece);
        co_await to.commit();
        co_return http::response(http::status::no_content);
    });
    app.get("/export.csv", [&all](http::request&) {
        return http::stream("text/csv", [&all](http::body_writer& out) -> plait::awaitable<> {
            for (const auto& [number, order] : co_await all.with([](orders& all) { return all; }))
                co_await out.write(number + "\r\n");
        });
    });
    app.get("/live", [](http::request&) {
        return http::events([](http::event_writer& out) -> plait::awaitable<> {
            while (true)
                co_await out.send("tick");
        });
    });
    return app;
}
