#include "sources.hpp"

#include <plait/sleep.hpp>

#include <algorithm>
#include <array>
#include <span>

using namespace std::chrono_literals;
using plait::awaitable;

namespace {

struct station {
    std::string_view city;
    int celsius;
    const char* sky;
};
constexpr std::array stations{
    station{"Berlin", 21, "clear"}, station{"Hamburg", 17, "rain"}, station{"Lisbon", 29, "sunny"}};

constexpr std::array headlines{"Strands untangled", "Two loops, one counter", "Nothing left detached"};

} // namespace

awaitable<void> sources::wait(std::chrono::seconds unscaled) const
{
    const std::chrono::duration<double> scaled = unscaled * latency_scale_;
    return plait::sleep_for(std::chrono::duration_cast<plait::clock::duration>(scaled));
}

awaitable<profile> sources::fetch_profile(int user) const
{
    co_await wait(2s);
    co_return profile{"Ada Lovelace", "user " + std::to_string(user) + ", writes programs"};
}

awaitable<std::vector<std::string>> sources::fetch_news(std::string_view topic, std::size_t most) const
{
    co_await wait(1s);
    std::vector<std::string> news;
    for (const char* each : std::span(headlines).first(std::min(most, headlines.size())))
        news.push_back(std::string(topic) + ": " + each);
    co_return news;
}

awaitable<void> sources::fetch_weather(const std::string& city, weather& into) const
{
    co_await wait(3s);
    const auto found = std::ranges::find(stations, city, &station::city);
    if (found == stations.end())
        throw source_error("there is no weather station in '" + city + "'");
    into = weather{found->celsius, found->sky};
}
