#include "routes.hpp"

#include <plait/blocking.hpp>
#include <plait/http/json.hpp>

using namespace plait;
using namespace plait::http;

void add_health(router& app, const site& site)
{
    app.get("/healthz", [&site](request&) -> awaitable<response> {
        race_findings* const races = site.races;
        if (!races)
            co_return json_text(R"({"status":"ok"})");
        co_await blocking([races] { races->collect(); });
        co_return json({
            {"status", "ok"},
            {"race_detector", race_findings::detector()},
            {"races", races->count()},
        });
    });
}
