#include "serve.hpp"

#include "log.hpp"

#include <plait/blocking.hpp>
#include <plait/error.hpp>
#include <plait/http/serve.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/sleep.hpp>

#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <optional>

namespace {

namespace http = plait::http;
using namespace std::chrono_literals;

constexpr int found_races = 66;

std::optional<http::listener> listen(const http::server_options& settings)
{
    try {
        return http::listener(settings);
    } catch (const boost::system::system_error&) {
        std::fprintf(
            stderr, "plait-server: %s; choose another with --address and --port, or --listen\n",
            plait::describe(std::current_exception()).c_str());
        return std::nullopt;
    }
}

// Logs the races that the detector has found, once a second, until it is cancelled.
plait::awaitable<void> watch(race_findings& races)
{
    for (;;) {
        co_await plait::sleep_for(1s);
        co_await plait::blocking([&races] { races.collect(); });
    }
}

plait::awaitable<void> serve_and_watch(plait::awaitable<void> serving, race_findings& races)
{
    co_await plait::run_concurrent(std::move(serving), watch(races));
}

} // namespace

int serve(const options& chosen, const std::function<http::router(site&)>& make)
{
    start_log(chosen.log_level);
    http::server_options settings;
    for (const std::string& each : chosen.listen)
        settings.listen(each);
    settings.address(chosen.address).port(chosen.port);

    std::optional<http::listener> listening = listen(settings);
    if (!listening)
        return 1;

    race_findings races;
    const bool detects = !race_findings::detector().empty();
    site shared(chosen.latency_scale);
    if (detects)
        shared.races = &races;
    auto serving = [&] { // called when all loops have been made
        for (const std::string& each : listening->addresses())
            spdlog::info(
                "listening on {}{} with {} loops; Ctrl-C stops", each, each.starts_with("http:") ? "/" : "", chosen.threads);
        plait::awaitable<void> requests = http::serve(make(shared), settings, *std::move(listening));
        return detects ? serve_and_watch(std::move(requests), races) : std::move(requests);
    };
    if (const int status = plait::run_main(chosen.threads, serving); status != 0)
        return status;
    races.collect();
    if (races.count() > 0)
        spdlog::error("stopped; races found: {}", races.count());
    else
        spdlog::info("stopped");
    return races.count() > 0 ? found_races : 0;
}
