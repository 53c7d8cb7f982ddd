#include "serve.hpp"

#include "log.hpp"

#include <plait/error.hpp>
#include <plait/http/serve.hpp>
#include <plait/observe/race_reports.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/run_main.hpp>
#include <plait/stall_limit.hpp>

#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace {

namespace http = plait::http;

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

std::string overload_settings(const http::server_options& settings)
{
    const auto target = std::chrono::duration_cast<std::chrono::microseconds>(settings.overload_target());
    if (target == target.zero())
        return "no request is refused, however long it waits for its loop";
    return "requests that wait longer than " + std::to_string(target.count())
           + " us are answered 503 while a loop is overloaded";
}

void log_race(std::string_view found)
{
    spdlog::error("{}", found);
}

plait::awaitable<void> serve_and_watch(plait::awaitable<void> serving, plait::race_reports& races)
{
    co_await plait::run_concurrent(std::move(serving), races.watch(log_race));
}

} // namespace

int serve(const options& chosen, const std::function<http::router(site&)>& make)
{
    start_log(chosen.log_level);
    plait::set_stall_limit(std::chrono::milliseconds(chosen.stall_limit));
    http::server_options settings;
    for (const std::string& each : chosen.listen)
        settings.listen(each);
    settings.address(chosen.address).port(chosen.port);

    std::optional<http::listener> listening = listen(settings);
    if (!listening)
        return 1;

    plait::race_reports races;
    const bool detects = !plait::race_reports::detector().empty();
    site shared(chosen.latency_scale, chosen.templates);
    shared.debug = chosen.debug;
    if (detects)
        shared.races = &races;
    if (detects) // such a build is slow by itself
        settings.overload_target(std::chrono::milliseconds(0));
    settings.load(shared.load);
    auto serving = [&] { // called when all loops have been made
        for (const std::string& each : listening->addresses())
            spdlog::info(
                "listening on {}{} with {} loops; Ctrl-C stops", each, each.starts_with("http:") ? "/" : "", chosen.threads);
        spdlog::info("{}", overload_settings(settings));
        plait::awaitable<void> requests = http::serve(make(shared), settings, *std::move(listening));
        return detects ? serve_and_watch(std::move(requests), races) : std::move(requests);
    };
    if (const int status = plait::run_main(chosen.threads, serving); status != 0)
        return status;
    for (const std::string& each : races.take())
        log_race(each);
    if (races.count() > 0)
        spdlog::error("stopped; races found: {}", races.count());
    else
        spdlog::info("stopped");
    return races.count() > 0 ? found_races : 0;
}
