// A server that reads an order of JSON and writes it again, for tests/bench/json_echo. It is told its port.
#include "json_order.hpp"

#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/run_main.hpp>

#include <cstdint>
#include <cstdlib>

int main(int, char** argv)
{
    using namespace plait::http;

    router app;
    app.post("/echo", [](request& request) { return json(request.json<bench::json_order>()); });
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    return plait::run_main(1, serve(app, server_options().port(port)));
}
