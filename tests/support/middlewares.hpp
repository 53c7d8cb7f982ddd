#pragma once

#include <plait/http/middleware.hpp>

#include <functional>
#include <stdexcept>
#include <string>

/// Helps to test middlewares.
namespace middleware_test {

using namespace plait::http;
using plait::awaitable;

/// Writes its name before and behind what comes after it.
inline auto marks(std::string& log, std::string name)
{
    return [&log, name](request& request, next_handler next) -> awaitable<response> {
        log += name + "(";
        response answer = co_await next(request);
        log += ")" + name;
        co_return answer;
    };
}

inline auto sets(std::string value)
{
    return [value](request& request, next_handler next) -> awaitable<response> {
        response answer = co_await next(request);
        co_return std::move(answer).set("X-Loop", value);
    };
}

inline std::string message_of(const std::function<void()>& call)
{
    try {
        call();
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "";
}

} // namespace middleware_test
