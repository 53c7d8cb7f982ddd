#include "routes.hpp"

plait::http::router make_app(site& site)
{
    plait::http::router app;
    add_counter(app, site);
    add_page(app, site);
    add_basics(app);
    add_equal_sums(app);
    add_health(app, site);
    plait::debug_routes(app, site.debug); // "/debug/"
    return app;
}
