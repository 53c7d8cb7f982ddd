#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/erased_handler.hpp>
#include <plait/http/detail/shared_closure.hpp>
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
/// Errors: calling it a second time, or with another request, throws `std::logic_error`: the handler would see a request
///   that was used up, or one that its route does not belong to.
///
/// Lifetime: until the request's answer is made.
///
/// Threads: the request's loop only.
///
/// Cost: 5 ns, no memory (`bench_middleware`).
class next_handler {
public:
    next_handler(next_handler&& other) noexcept
        : chain_(std::exchange(other.chain_, nullptr)), at_(other.at_), request_(other.request_), body_(other.body_)
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
    next_handler(const detail::chain& of, std::size_t at, request& given, body_reader* body) noexcept
        : chain_(&of), at_(at), request_(&given), body_(body)
    {
    }

    const detail::chain* chain_; // null: was called, or moved from
    std::size_t at_;
    request* request_;
    body_reader* body_;
};

namespace detail {

using middleware_call = awaitable<response>(closure&, request&, next_handler&&);

template <class Function>
awaitable<response> call_middleware(closure& kept, request& request, next_handler&& next)
{
    return static_cast<closure_of<Function>&>(kept).function(request, std::move(next));
}

const next_handler constant_next_handler(); // never called: only what takes it by value can be given its result

/// Whether the function takes the next handler by value. By a reference a coroutine would keep it after it has gone.
template <class Function>
constexpr bool takes_next_by_value = requires(Function& function, request& given) {
    function(given, constant_next_handler());
} && !std::is_invocable_v<Function&, request&, next_handler&>;

template <class Function>
constexpr bool is_middleware = std::is_invocable_r_v<awaitable<response>, Function&, request&, next_handler>
                               && takes_next_by_value<Function>;

/// Calls what comes next only when it is awaited, inside the task that awaits it.
[[nodiscard]] awaitable<response> call_later(next_handler, request&);

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
/// Cost: 40 ns for one that is a coroutine and does nothing, 8 ns for one that only returns `next(request)`; no memory
///   (`bench_middleware`).
class middleware {
public:
    middleware() noexcept = default; ///< None, which is left out.

    template <class Function>
        requires(!std::same_as<std::remove_cvref_t<Function>, middleware>)
    middleware(Function&& function, std::source_location where = std::source_location::current()) : where_(where)
    {
        constexpr bool is_right = detail::is_middleware<std::decay_t<Function>>;
        static_assert(
            is_right,
            "a middleware takes (http::request&, http::next_handler), the latter by value, and returns "
            "plait::awaitable<http::response>");
        if constexpr (is_right) {
            if (detail::is_empty(function))
                refuse_empty(where);
            kept_ = detail::shared_closure(std::unique_ptr<detail::closure>(
                new detail::closure_of<std::decay_t<Function>>(std::in_place, std::forward<Function>(function))));
            call_ = &detail::call_middleware<std::decay_t<Function>>;
        }
    }

    /// Names the middleware in `router::describe`, in place of the line where it was made, and in errors. The name is a
    /// literal.
    [[nodiscard]] middleware named(const char* name) &&;

    [[nodiscard]] explicit operator bool() const noexcept { return kept_.get() != nullptr; }
    [[nodiscard]] std::string name() const; ///< The name, or the line: "main.cpp:12".

private:
    friend class next_handler;
    friend struct detail::chain;
    friend class router;
    friend class route_options;
    [[nodiscard]] std::string title() const; // the name, if there is one, and the line
    [[noreturn]] static void refuse_empty(const std::source_location&);
    /// Whether it may be left out. It throws for one that was moved away, as a guard may not be left out without a word.
    [[nodiscard]] bool is_none() const;

    detail::shared_closure kept_;
    detail::middleware_call* call_ = nullptr;
    const char* name_ = nullptr;
    std::source_location where_{};
};

} // namespace plait::http
