#pragma once

#include <plait/http/router.hpp>
#include <plait/testing/virtual_time.hpp>

#include <cstdint>
#include <string>
#include <string_view>

inline plait::awaitable<plait::http::response> show_user(plait::http::request& request)
{
    co_return plait::http::text("user " + std::to_string(request.parameter<std::int64_t>("id")));
}

/// Makes a handler that answers with a text.
inline auto says(const char* what)
{
    return [what](plait::http::request&) -> plait::awaitable<plait::http::response> {
        co_return plait::http::text(what);
    };
}

/// The answer of the router to a request, without a socket.
inline plait::http::response
answer_to(const plait::http::router& app, plait::http::method asked_with, std::string_view target)
{
    return plait::testing::run_virtual(
        [&](plait::testing::virtual_clock&) -> plait::awaitable<plait::http::response> {
            plait::http::request request(asked_with, target);
            co_return co_await app(request);
        });
}
