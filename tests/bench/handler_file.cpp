// A user's file with three routes. tests/support/compile_cost.py measures what it costs to compile.
#include <plait/guarded.hpp>
#include <plait/http.hpp>

#include <cstdint>
#include <string>

namespace http = plait::http;

namespace {

plait::awaitable<http::response> greet(http::request& request)
{
    co_return http::text("Hello, " + request.parameter("name") + "!\n");
}

plait::awaitable<http::response> square(http::request& request)
{
    const auto number = request.parameter<std::int64_t>("number");
    co_return http::json_text("{\"square\":" + std::to_string(number * number) + "}");
}

} // namespace

http::router handler_file(plait::guarded<int>& hits)
{
    http::router app;
    app.get("/{$}", [&hits](http::request&) -> plait::awaitable<http::response> {
        const int count = co_await hits.with([](int& n) { return ++n; });
        co_return http::text(std::to_string(count));
    });
    app.get("/hello/{name}", greet);
    app.get("/square/{number:int}", square);
    return app;
}
