// Fails with: on_error takes a function of (const http::request&, const http::http_error&) that returns http::response, or a std::optional of it
#include <plait/http.hpp>

#include <string>

void use(plait::http::router& app)
{
#ifdef TWIN
    app.on_error([](const plait::http::request&, const plait::http::http_error& error) {
        return plait::http::text(error.detail());
    });
#else
    app.on_error([](const plait::http::request&, const plait::http::http_error& error) { return error.detail(); });
#endif
}
