// A program of someone who uses plait. See consumers_test.py.
#include <plait/http.hpp>
#include <plait/run.hpp>

#include <iostream>

plait::awaitable<plait::http::response> hello(plait::http::request& request)
{
    co_return plait::http::text("Hello, " + request.parameter("name") + "!\n");
}

int main()
{
    plait::http::router app;
    app.get("/hello/{name}", hello);
    plait::http::request shown(plait::http::method::get, "/hello/Ada");
    std::cout << plait::run(app(shown)).body();
}
