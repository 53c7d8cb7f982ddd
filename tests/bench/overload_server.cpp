// A server whose handler holds its loop for so many microseconds, for tests/bench/overload.py. It is told its port, that
// time, and the overload_target in microseconds.
#include <plait/http.hpp>
#include <plait/run_main.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>

int main(int, char** argv)
{
    using namespace plait::http;

    const std::chrono::microseconds cost(std::atoi(argv[2]));
    router app;
    app.get("/work", [cost](request&) {
        for (const auto begin = plait::clock::now(); plait::clock::now() - begin < cost;) {
        }
        return text("worked");
    });
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    const std::chrono::microseconds target(std::atoi(argv[3]));
    return plait::run_main(1, serve(app, server_options().port(port).overload_target(target)));
}
