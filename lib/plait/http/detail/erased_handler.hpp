#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/response.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace plait::http {

class body_reader;
class http_error;
class request;

namespace detail {

/// A handler's closure, without its type.
struct closure {
    closure() = default;
    closure(const closure&) = delete;
    closure& operator=(const closure&) = delete;
    virtual ~closure() = default;
};

template <class Function>
struct closure_of final : closure {
    template <class F>
    closure_of(std::in_place_t, F&& added) : function(std::forward<F>(added)) {}
    Function function;
};

using coroutine_call = awaitable<response>(closure&, request&);
using function_call = response(closure&, request&);
using reader_call = awaitable<response>(closure&, request&, body_reader&);

/// A handler without its type. One of the three functions calls it; all are null if the handler is empty. A
/// std::function would make a user's file cost more to compile, and it refuses a closure that cannot be copied.
struct erased_handler {
    std::unique_ptr<closure> kept;
    coroutine_call* coroutine = nullptr;
    function_call* function = nullptr;
    reader_call* reader = nullptr; // takes the body while that comes
};

/// The function that shapes the answers to errors, without its type. Routers hold it as a closure, as one more kind of
/// std::shared_ptr would cost each file with a handler 300 kB of the compiler's memory.
struct error_hook : closure {
    /// Returns false if the answer is to be the one without a hook.
    virtual bool shape(const request&, const http_error&, response& answer) = 0;
};

bool take_shaped(response&&, response& answer) noexcept;
bool take_shaped(std::optional<response>&&, response& answer) noexcept;

template <class Function>
struct error_hook_of final : error_hook {
    template <class F>
    error_hook_of(std::in_place_t, F&& added) : function(std::forward<F>(added))
    {
    }
    bool shape(const request& request, const http_error& error, response& answer) override
    {
        return take_shaped(function(request, error), answer);
    }
    Function function;
};

struct endpoint; // a route's handler, its options, and its function for errors

/// Whether the handler is a null pointer to a function, or a std::function that holds none.
template <class Handler>
[[nodiscard]] bool is_empty(const Handler& handler)
{
    if constexpr (std::is_pointer_v<Handler>)
        return handler == nullptr;
    else if constexpr (requires { handler.operator bool(); })
        return !handler;
    else
        return false;
}

template <class Handler, class Result>
constexpr bool answers_with = std::is_invocable_r_v<Result, std::decay_t<Handler>&, request&>;

template <class Handler>
constexpr bool reads_body = std::is_invocable_r_v<awaitable<response>, std::decay_t<Handler>&, request&, body_reader&>;

template <class Function, class Result, class... Body>
Result call(closure& kept, request& request, Body&... body)
{
    return static_cast<closure_of<Function>&>(kept).function(request, body...);
}

template <class Handler>
[[nodiscard]] erased_handler erased(Handler&& handler)
{
    using function = std::decay_t<Handler>;
    constexpr bool is_coroutine = answers_with<Handler, awaitable<response>>;
    constexpr bool is_function = answers_with<Handler, response>;
    constexpr bool is_reader = !is_coroutine && !is_function && reads_body<Handler>;
    static_assert(
        is_coroutine || is_function || is_reader,
        "a handler takes (http::request&) and returns plait::awaitable<http::response>, or http::response if it does not "
        "wait; one that takes (http::request&, http::body_reader&) is a coroutine");
    erased_handler made;
    if constexpr (is_coroutine || is_function || is_reader) {
        if (is_empty(handler))
            return made;
        made.kept.reset(new closure_of<function>(std::in_place, std::forward<Handler>(handler)));
    }
    if constexpr (is_coroutine)
        made.coroutine = &call<function, awaitable<response>>;
    else if constexpr (is_function)
        made.function = &call<function, response>;
    else if constexpr (is_reader)
        made.reader = &call<function, awaitable<response>, body_reader>;
    return made;
}

template <class Function>
[[nodiscard]] std::unique_ptr<closure> erased_hook(Function&& function)
{
    using kept = std::decay_t<Function>;
    constexpr bool is_right = std::is_invocable_r_v<std::optional<response>, kept&, const request&, const http_error&>;
    static_assert(
        is_right,
        "on_error takes a function of (const http::request&, const http::http_error&) that returns http::response, or a "
        "std::optional of it");
    if constexpr (is_right)
        if (!is_empty(function))
            return std::unique_ptr<closure>(new error_hook_of<kept>(std::in_place, std::forward<Function>(function)));
    return nullptr;
}

} // namespace detail

} // namespace plait::http
