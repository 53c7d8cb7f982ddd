// A server with one route.
//
// Run:
//     meson compile -C build && build/examples/01_hello_server
//     curl localhost:7070/hello/Ada
//
// Output:
//     Hello, Ada!

#include <plait/http.hpp>
#include <plait/run.hpp>

using namespace plait;

awaitable<http::response> hello(http::request& asked)
{
    co_return http::text("Hello, " + asked.parameter("name") + "!\n");
}

int main()
{
    http::router app;
    app.get("/hello/{name}", hello);
    run(http::serve(app)); // http://127.0.0.1:7070/, on all cores, until Ctrl-C
}
