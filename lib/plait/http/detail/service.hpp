#pragma once

#include <plait/detail/dropped.hpp>
#include <plait/error.hpp>
#include <plait/executor.hpp>
#include <plait/http/detail/date.hpp>
#include <plait/http/detail/exchange.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What the connections of one loop share.
struct service {
    const router& app;
    const server_options& options;
    const executor here;
    const parse_limits limits; // but for that of a body: its route may have one of its own
    exchange_pool exchanges{};
    date_cache date{};
    clock::time_point now{};     // when what runs began: read once for all that it does
    scope* background = nullptr; // while they are served
    bool draining = false;

    /// Logs an error as "what: its text". A log that fails is no reason to end other connections.
    void log(std::string_view what, const std::exception_ptr& error) const noexcept
    {
        try {
            log(std::string(what) + ": " + describe(error));
        } catch (...) {
            plait::detail::report_dropped("http::server_options::log", std::current_exception());
        }
    }
    void log(std::string line) const noexcept
    {
        try {
            // The text may be a client's, who is not to write lines of a log.
            std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
            options.log()(line);
        } catch (...) {
            plait::detail::report_dropped("http::server_options::log", std::current_exception());
        }
    }
};

} // namespace plait::http::detail
