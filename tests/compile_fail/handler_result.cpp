// Fails with: a handler takes (http::request&) and returns plait::awaitable<http::response>, or http::response
#include <plait/http.hpp>

#include <string>

void use(plait::http::router& app)
{
#ifdef TWIN
    app.get("/", [](plait::http::request&) { return plait::http::text("hello"); });
#else
    app.get("/", [](plait::http::request&) { return std::string("hello"); });
#endif
}
