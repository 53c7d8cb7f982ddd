#include "options.hpp"
#include "routes/routes.hpp"

#include <plait/http/serve.hpp>
#include <plait/runtime.hpp>

#include <boost/system/system_error.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <optional>

namespace {

namespace http = plait::http;

std::optional<http::listener> listen(const http::server_options& settings)
{
    try {
        return http::listener(settings);
    } catch (const boost::system::system_error& failed) {
        std::fprintf(
            stderr, "plait-server: cannot listen on %s port %u: %s; choose others with --address and --port\n",
            settings.address().c_str(), unsigned(settings.port()), failed.code().message().c_str());
        return std::nullopt;
    }
}

int serve(const options& chosen)
{
    spdlog::set_default_logger(spdlog::stderr_color_mt("plait"));
    spdlog::set_level(spdlog::level::from_str(chosen.log_level));
    http::server_options settings;
    settings.address(chosen.address).port(chosen.port).log([](std::string_view line) { spdlog::error(line); });

    std::optional<http::listener> listening = listen(settings);
    if (!listening)
        return 1;
    spdlog::info(
        "listening on http://{}:{}/ with {} loops; Ctrl-C stops", chosen.address, listening->port(), chosen.threads);

    site shared(chosen.latency_scale);
    plait::runtime runtime(chosen.threads);
    runtime.run(http::serve(make_app(shared), settings, *std::move(listening)));
    spdlog::info("stopped");
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const auto parsed = parse_options(argc, argv);
    if (const int* status = std::get_if<int>(&parsed))
        return *status;
    return serve(std::get<options>(parsed));
}
