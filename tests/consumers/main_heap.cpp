// A program of theirs that samples its allocations. Nothing in it names the library that does so.
#include <plait/http.hpp>
#include <plait/observe/debug_routes.hpp>
#include <plait/run.hpp>

#include <iostream>

int main()
{
    plait::http::router app;
    plait::debug_routes(app);
    plait::http::request request(plait::http::method::get, "/debug/pprof/heap", {}, {{"Host", "localhost"}});
    request.peer(plait::http::peer_address::ipv4({127, 0, 0, 1}, 4711));
    std::cout << "heap profile: " << static_cast<int>(plait::run(app(request)).status()) << "\n";
}
