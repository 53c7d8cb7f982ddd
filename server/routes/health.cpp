#include "routes.hpp"

#include <plait/blocking.hpp>
#include <plait/http/json.hpp>

#include <spdlog/spdlog.h>

#include <string>

using namespace plait;
using namespace plait::http;

void add_health(router& app, const site& site)
{
    app.get("/healthz", [&site](request&) -> awaitable<response> {
        race_reports* const races = site.races;
        if (!races)
            co_return json_text(R"({"status":"ok"})");
        co_await blocking([races] {
            for (const std::string& each : races->take())
                spdlog::error("{}", each);
        });
        co_return json({
            {"status", "ok"},
            {"race_detector", race_reports::detector()},
            {"races", races->count()},
        });
    });
}
