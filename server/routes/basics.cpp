#include "routes.hpp"

using namespace plait;
using namespace plait::http;

void add_basics(router& app)
{
    app.get("/plaintext", [](request&) -> awaitable<response> { co_return text("Hello, World!"); });
    app.get("/json", [](request&) -> awaitable<response> { co_return json_text(R"({"message":"Hello, World!"})"); });

    app.get("/echo", [](request&) -> awaitable<response> { co_return text("POST a body here, and it comes back.\n"); });
    app.post("/echo", [](request& request) -> awaitable<response> {
        const std::string type(request.field("Content-Type").value_or("application/octet-stream"));
        co_return response().set("Content-Type", type).body(std::string(request.body()));
    });
}
