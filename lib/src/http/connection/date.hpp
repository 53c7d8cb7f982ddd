#pragma once

#include <plait/clock.hpp>

#include <array>
#include <chrono>
#include <string_view>

namespace plait::http::detail {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 section 5.6.7).
using date_text = std::array<char, 29>;
[[nodiscard]] date_text format_date(std::chrono::system_clock::time_point) noexcept;

/// The present date as text, which is written once a second.
class date_cache {
public:
    [[nodiscard]] std::string_view at(clock::time_point now) noexcept
    {
        if (now >= stale_)
            refresh(now);
        return {text_.data(), text_.size()};
    }

private:
    void refresh(clock::time_point now) noexcept;

    date_text text_{};
    clock::time_point stale_ = clock::time_point::min();
};

} // namespace plait::http::detail
