#pragma once

#include "http/connection/date.hpp"
#include "http/connection/loop_load.hpp"
#include "http/connection/open_connections.hpp"
#include "http/connection/request_ends.hpp"
#include "http/connection/request_state.hpp"
#include "http/connection/server_log.hpp"
#include <plait/detail/join/join.hpp>
#include <plait/executor.hpp>
#include <plait/http/background_tasks.hpp>
#include <plait/http/router.hpp>
#include <plait/http/server_options.hpp>

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// What the connections of one loop share.
struct loop_state {
    const router& app;
    const server_options& options;
    const executor here;
    const parse_limits limits; // of a head: a body's limit may be that of its route
    request_state_pool request_states{};
    known_authority host{}; // of the last request, whichever client sent it
    date_cache date{};
    clock::time_point now{};                      // when the code that runs now began, which reads the clock once
    std::optional<background_tasks> background{}; // while `loop_server::run` runs
    std::unique_ptr<char[]> scratch{};
    bool draining = false;
    loop_load load{here, options};
    request_ends ends{options};
    open_connections connections{};
    plait::detail::join tasks{here, "http::serve"}; // `main` of `loop_server::run`, and the handlers

    static constexpr std::size_t scratch_size = 64 * 1024;

    /// Memory into which connections read what they copy on at once, or what nobody is to see. So a connection that waits
    /// for a body holds no more of it than has come.
    [[nodiscard]] boost::asio::mutable_buffer scratch_buffer(std::size_t most = scratch_size)
    {
        if (!scratch)
            scratch.reset(new char[scratch_size]); // not make_unique, which would write zeros
        return {scratch.get(), std::min(most, scratch_size)};
    }

    void log(std::string_view what, const std::exception_ptr& error) const noexcept { write_log(options, what, error); }
    void log(std::string_view what) const noexcept { write_log(options, log_level::warning, what); }

    /// Logs what `text` returns. `text` is called in here, as a lack of memory for a line is no reason to end a
    /// connection.
    template <std::invocable Text>
    void log(Text&& text, const std::exception_ptr& error = nullptr) const noexcept
    {
        std::string what;
        try {
            what = text();
        } catch (...) {
            what = "?";
        }
        if (error)
            log(std::string_view(what), error);
        else
            log(std::string_view(what));
    }
};

} // namespace plait::http::detail
