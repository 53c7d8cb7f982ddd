#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The error of a source that cannot give what the page wants. Its message is shown on the page.
struct source_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct profile {
    std::string name;
    std::string about;
};

struct weather {
    int celsius = 0;
    std::string sky;
};

/// The services behind the page. Each has its own signature and takes its time, as real services do. A scale multiplies
/// the times that they take: 2 s, 1 s and 3 s, as in the talk "Elements of Web Server and concurrency (in Go)".
class sources {
public:
    explicit sources(double latency_scale) noexcept : latency_scale_(latency_scale) {}

    /// Takes 2 s.
    [[nodiscard]] plait::awaitable<profile> fetch_profile(int user) const;
    /// Takes 1 s.
    [[nodiscard]] plait::awaitable<std::vector<std::string>> fetch_news(std::string_view topic, std::size_t most) const;
    /// Takes 3 s. Throws `source_error` for a city without a weather station.
    [[nodiscard]] plait::awaitable<void> fetch_weather(const std::string& city, weather& into) const;

private:
    [[nodiscard]] plait::awaitable<void> wait(std::chrono::seconds unscaled) const;

    double latency_scale_;
};
