// The example server, with a race on purpose: the hit counter of "/racy" is written on every loop, and nothing orders that.

#include "options.hpp" // of server/
#include "serve.hpp"

#include <functional>
#include <thread>

using plait::awaitable;
namespace http = plait::http;

namespace {

http::router make_racy_app(site& shared)
{
    static int hits = 0;
    http::router app = make_app(shared);
    app.get("/racy", [](http::request&) -> awaitable<http::response> {
        const int count = ++hits;
        // And on which loop: so the test knows when two have been here.
        const std::size_t here = std::hash<std::thread::id>()(std::this_thread::get_id());
        co_return http::text(std::to_string(here) + " " + std::to_string(count));
    });
    return app;
}

} // namespace

int main(int argc, char** argv)
{
    const auto parsed = parse_options(argc, argv);
    if (const int* status = std::get_if<int>(&parsed))
        return *status;
    return serve(std::get<options>(parsed), make_racy_app);
}
