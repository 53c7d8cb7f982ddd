#pragma once

#include <plait/awaitable.hpp>
#include <plait/clock.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A source could not give what it was asked for. The message is for the page's reader.
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

/// The services behind the page: each has its own signature and takes its time, as services do. Their waits are the
/// talk's, 2 s, 1 s and 3 s, times a scale.
class sources {
public:
    explicit sources(double latency_scale) noexcept : latency_scale_(latency_scale) {}

    /// 2 s.
    [[nodiscard]] plait::awaitable<profile> fetch_profile(int user) const;
    /// 1 s.
    [[nodiscard]] plait::awaitable<std::vector<std::string>> fetch_news(std::string_view topic, std::size_t most) const;
    /// 3 s. Throws `source_error` for a city without a weather station.
    [[nodiscard]] plait::awaitable<void> fetch_weather(const std::string& city, weather& into) const;

private:
    [[nodiscard]] plait::awaitable<void> wait(std::chrono::seconds unscaled) const;

    double latency_scale_;
};
