// A server that reads an order of JSON and writes it again, for tests/bench/json_echo. It says its port.
#include "json_order.hpp"

#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/run_main.hpp>

int main()
{
    using namespace plait::http;

    router app;
    app.post("/echo", [](request& request) { return json(request.json<bench::json_order>()); });
    app.get("/plaintext", [](request&) { return text("Hello, World!"); });
    return plait::run_main(1, serve(app, server_options().port(0)));
}
