#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/erased_handler.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace plait::http {

namespace detail {
struct chain; // the middlewares of a route, and its handler
} // namespace detail

/// What comes behind a middleware: the next one, and at the end the handler.
///
/// Errors: calling it a second time throws `std::logic_error`, as the handler would see a request that was used up.
///
/// Lifetime: until the request's answer is made.
///
/// Threads: the request's loop only.
///
/// Cost: 10 ns, no memory (`bench_http`).
class next_handler {
public:
    next_handler(next_handler&& other) noexcept
        : chain_(std::exchange(other.chain_, nullptr)), at_(other.at_), body_(other.body_)
    {
    }
    next_handler& operator=(next_handler&&) = delete;
    ~next_handler() = default;

    /// Returns the answer. It may be changed: the body of a `stream` is sent only after that. What the handler throws
    /// comes out of here as an exception: the server makes the answer to an error only behind all middlewares, so use
    /// `request::add_to_answer` for a field that errors get, too.
    [[nodiscard]] awaitable<response> operator()(request&);

private:
    friend struct detail::chain;
    next_handler(const detail::chain& of, std::size_t at, body_reader* body) noexcept
        : chain_(&of), at_(at), body_(body)
    {
    }

    const detail::chain* chain_; // null: was called, or moved from
    std::size_t at_;
    body_reader* body_;
};

namespace detail {

using middleware_call = awaitable<response>(closure&, request&, next_handler&&);

template <class Function>
awaitable<response> call_middleware(closure& kept, request& request, next_handler&& next)
{
    return static_cast<closure_of<Function>&>(kept).function(request, std::move(next));
}

template <class Function>
constexpr bool is_middleware =
    std::is_invocable_r_v<awaitable<response>, std::decay_t<Function>&, request&, next_handler>;

} // namespace detail

/// Code around the handlers of a router: `awaitable<response>(request&, next_handler)`. Any such function or object is
/// one: see `router::use` and `route_options::use`.
///
///     app.use([](request& request, next_handler next) -> awaitable<response> {
///         response answer = co_await next(request);
///         co_return std::move(answer).set("X-Loop", "7");
///     });
///
/// It may answer without calling `next`, or throw an `http_error`.
///
/// Lifetime: all routes that it stands before, and all copies of their router, share the function, and keep it.
///
/// Threads: the function is called on all loops at the same time.
///
/// Cost: 25 ns for one that is a coroutine and does nothing, 5 ns for one that only returns `next(request)`; no memory
///   (`bench_http`).
class middleware {
public:
    middleware() noexcept = default; ///< None, which is left out.

    template <class Function>
        requires(!std::same_as<std::remove_cvref_t<Function>, middleware>)
    middleware(Function&& function, std::source_location where = std::source_location::current()) : where_(where)
    {
        constexpr bool is_right = detail::is_middleware<Function>;
        static_assert(
            is_right,
            "a middleware takes (http::request&, http::next_handler) and returns plait::awaitable<http::response>");
        if constexpr (is_right) {
            if (detail::is_empty(function))
                refuse_empty(where);
            keep(new detail::closure_of<std::decay_t<Function>>(std::in_place, std::forward<Function>(function)));
            call_ = &detail::call_middleware<std::decay_t<Function>>;
        }
    }

    /// Names the middleware in `router::describe` and in errors, in place of the line where it was made. The name is a
    /// literal.
    [[nodiscard]] middleware named(const char* name) &&;

    [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
    [[nodiscard]] std::string name() const; ///< The name, or the line: "main.cpp:12".

private:
    friend class next_handler;
    friend struct detail::chain;
    [[noreturn]] static void refuse_empty(const std::source_location&);
    void keep(detail::closure*);

    std::shared_ptr<detail::closure> kept_;
    detail::middleware_call* call_ = nullptr;
    const char* name_ = nullptr;
    std::source_location where_{};
};

} // namespace plait::http
