// A server with one route.
//
// Run:
//     meson compile -C build && build/examples/01_hello_server
//     curl localhost:7070/hello/Ada
//
// Output:
//     Hello, Ada!

#include <plait/http.hpp>
#include <plait/run_main.hpp>

using namespace plait;

awaitable<http::response> hello(http::request& request)
{
    co_return http::text("Hello, " + request.parameter("name") + "!\n");
}

int main()
{
    http::router app;
    app.get("/hello/{name}", hello);
    return run_main(http::serve(app)); // http://127.0.0.1:7070/, on all cores, until Ctrl-C
}
