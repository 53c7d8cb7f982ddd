#include "routes.hpp"

#include <plait/blocking.hpp>
#include <plait/http/json.hpp>

#include <spdlog/spdlog.h>

#include <string>

using namespace plait;
using namespace plait::http;

void add_health(router& app, const site& site)
{
    const auto health = [&site](request&) -> awaitable<response> {
        race_reports* const races = site.races;
        if (!races)
            co_return json({
                {"status", "ok"},
                {"overloaded", site.load.is_overloaded()},
                {"shed", site.load.shed()},
            });
        co_await blocking([races] {
            for (const std::string& each : races->take())
                spdlog::error("{}", each);
        });
        co_return json({
            {"status", "ok"},
            {"overloaded", site.load.is_overloaded()},
            {"shed", site.load.shed()},
            {"race_detector", race_reports::detector()},
            {"races", races->count()},
        });
    };
    app.get("/healthz", health, route_options().never_shed());
}
