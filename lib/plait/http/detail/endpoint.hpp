#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/response.hpp>
#include <plait/http/route_options.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace plait::http {

class request;

namespace detail {

/// A handler's closure, whatever its type.
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

[[nodiscard]] std::shared_ptr<closure> share(closure*);

/// A handler without its type; copies share it. Not std::function, which costs a user's file more to compile and
/// refuses what cannot be copied.
template <class Result>
class erased_handler {
public:
    erased_handler() = default;

    template <class Function>
        requires(!std::is_same_v<std::decay_t<Function>, erased_handler>)
    explicit erased_handler(Function&& added)
        : closure_(share(new closure_of<std::decay_t<Function>>(std::in_place, std::forward<Function>(added)))),
          call_([](closure& kept, request& asked) -> Result {
              return static_cast<closure_of<std::decay_t<Function>>&>(kept).function(asked);
          })
    {
    }

    [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
    Result operator()(request& asked) const { return call_(*closure_, asked); }

private:
    std::shared_ptr<closure> closure_;
    Result (*call_)(closure&, request&) = nullptr;
};

/// What answers the requests of a route: one of the two functions is set.
struct endpoint {
    erased_handler<awaitable<response>> coroutine;
    erased_handler<response> function;
    route_options options;
};

/// A null pointer to a function, or a std::function without one.
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

} // namespace detail

} // namespace plait::http
