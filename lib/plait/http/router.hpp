#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/erased_handler.hpp>
#include <plait/http/detail/owned.hpp>
#include <plait/http/detail/placed_text.hpp>
#include <plait/http/http_error.hpp>
#include <plait/http/method.hpp>
#include <plait/http/middleware.hpp>
#include <plait/http/request.hpp>
#include <plait/http/response.hpp>
#include <plait/http/route_options.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plait::http {

/// Says which handler answers which request. A router is a value: build it in a function, copy it, call it in a test.
///
///     router app;
///     app.get("/{$}", [&](request&) -> awaitable<response> {
///         co_return text(std::to_string(co_await hits.with([](int& n) { return ++n; })));
///     });
///     app.get("/users/{id:int}", show_user);
///     app.post("/users", add_user, route_options().body_limit(4096));
///     app.mount("/shop", shop()); // another router's routes
///
///     http::request request(http::method::get, "/users/7"); // no socket needed
///     response answer = co_await app(request);
///
/// A handler is a coroutine, `awaitable<response>(request&)`, or plain code that does not wait, `response(request&)`.
/// It is a function, or any object that can be called like one. The router keeps the handler while requests run. So a
/// lambda may capture what it likes; what it refers to must outlive the server. Copies of a router share the handler.
///
/// A pattern is `[HOST]/[PATH]`, as in Go's ServeMux. A segment of the path is one of these:
///
/// - text, which matches itself;
/// - `{name}`, which matches any one segment that is not empty;
/// - `{name:int}`, which matches a decimal integer of 64 bits;
/// - at the end, `{name...}`, which matches all that follows, or `{$}`, which matches nothing.
///
/// A path that ends in a slash matches all paths below it, so `/` matches every path and `/{$}` matches one. Text and
/// `{name}` are compared and read decoded. An encoded slash, `%2F`, is part of its segment: decoded, `{name}` and
/// `{name...}` may hold `../../etc/passwd`, so code that opens files by it asks `safe_file_name`. A host is a name
/// without a port. A pattern with a host comes before all patterns without one.
///
/// Of the patterns that match a request, the router takes the most specific one: text comes before `{:int}`, that
/// before `{}`, that before `{...}`, and one method before all methods. It refuses a pattern if another one matches
/// some of the same requests, and neither of the two is more specific.
///
/// A route for GET answers HEAD too, unless there is a route for HEAD. The router answers OPTIONS with 204 and Allow,
/// unless there is a route for it. If there is a route for `/dir/` only, a request for `/dir` is redirected to that,
/// with the query. A request for a path with `//`, `/./` or `/../` is redirected to the clean path, if there is a route
/// for it. Both redirects have the status 307, which keeps the method and the body.
///
/// Errors: adding a route throws `std::invalid_argument` for a pattern that does not parse, for an empty handler, and
///   for a pattern that another one conflicts with; the message names both patterns, and a path that both match. An
///   exception of a handler is answered 500 and logged, except an `http_error`, which says itself how it is answered.
///   These answers, and those to requests that the server refuses itself (404, 405, 413), are problem+json (RFC 9457),
///   or text if the client prefers that; `on_error` shapes them all. Two answers are always the same text: the 503 of
///   `server_options::overload_target` and `max_requests_in_flight`, and that of `max_connections`.
///
/// Threads: do not change a router while it serves. Handlers are called on all loops at the same time.
///
/// Cost: as much with 1000 routes as with 10, and no memory: 6 ns to find a path of text, 60 ns to find one of four
///   segments with a parameter; 0.7 us to add one of 1000 routes (`bench_http`).
class router {
public:
    router();
    router(const router&);
    router(router&&) noexcept; ///< The other router may then only be assigned to and destroyed.
    router& operator=(const router&);
    router& operator=(router&&) noexcept;
    ~router();

    template <class Handler>
    router& get(detail::placed_text pattern, Handler&& handler, route_options options = route_options());
    template <class Handler>
    router& post(detail::placed_text pattern, Handler&& handler, route_options options = route_options());
    template <class Handler>
    router& put(detail::placed_text pattern, Handler&& handler, route_options options = route_options());
    template <class Handler>
    router& patch(detail::placed_text pattern, Handler&& handler, route_options options = route_options());
    template <class Handler>
    router& delete_(detail::placed_text pattern, Handler&& handler, route_options options = route_options());
    template <class Handler>
    router& add(method, detail::placed_text pattern, Handler&& handler, route_options options = route_options());

    /// Takes the method and the pattern in one text, as Go does: "GET /items/{id}". Without a method, the route answers
    /// all.
    template <class Handler>
    router& handle(detail::placed_text pattern, Handler&& handler, route_options options = route_options());

    /// Adds the other router's routes under a prefix: with the prefix "/api", "/users/{id:int}" becomes
    /// "/api/users/{id:int}". The prefix may have parameters and a host. A handler sees the request as the client sent
    /// it. This adds all routes, or it throws and adds none. For a prefix without a slash it throws
    /// `std::invalid_argument`: write "/api", or "example.com/" for a host.
    router& mount(std::string_view prefix, const router&);

    /// Adds code around all handlers of this router: those that are added later, and those of routers that are mounted
    /// later, around whose own middlewares it stands. The first one is the outermost: a request passes them as they are
    /// written, from the top down.
    ///
    ///     app.use(only_inside(network));
    ///     app.use([](request& request, next_handler next) -> awaitable<response> {
    ///         response answer = co_await next(request);
    ///         co_return std::move(answer).set("X-Loop", "7");
    ///     });
    ///     app.get("/report", report, route_options().use(only_at_night)); // the innermost one
    ///
    /// What this router answers without a handler passes them, too: OPTIONS and redirects as answers, 404 and 405 as
    /// exceptions, as `next_handler` says; below the prefix of a mounted router that has middlewares, these pass that
    /// router's. (If several routers were mounted there, it is the first one's.) A request with a body meets them when the
    /// body has come, as it meets its handler; those before a handler that reads the body itself meet it before. The time of
    /// `handler_timeout` is that of all together.
    ///
    /// Errors: `std::logic_error` if there are routes already, as these would be left out: the message names the lines of
    ///   both. `mount` and `serve` throw it for a router that has middlewares and no route.
    router&
    use(middleware outermost, middleware second = {}, middleware third = {}, middleware fourth = {},
        middleware fifth = {}, middleware sixth = {});

    /// A line for each route: what a request for it passes, and the line where it was added:
    /// "GET /report: request_id > main.cpp:12 > handler at main.cpp:14".
    [[nodiscard]] std::string describe() const;

    /// For the server: throws `std::logic_error` if a middleware of this router stands before nothing.
    void check() const;

    /// Sets the function that shapes the answer to every error, `response(const request&, const http_error&)`: to what
    /// handlers throw, and to what the server refuses itself. It may return a `std::optional` of that: nothing leaves the
    /// answer as it is without the function.
    ///
    ///     app.on_error([](const request& request, const http_error& error) -> std::optional<response> {
    ///         if (request.path().starts_with("/api/"))
    ///             return std::nullopt; // problem+json
    ///         return html(error_page(error.status(), error.detail())); // which escapes: the detail may quote the client
    ///     });
    ///
    /// The function need not repeat what the error says. The answer has the error's status, unless that of the response
    /// is one of 400 to 599; a 405 stays a 405 in any case. So it cannot redirect: a middleware can. It also has the
    /// error's fields, such as Allow, except those that the response sets itself. An exception that is no `http_error`
    /// comes as a 500 without detail, and has been logged. If the function throws, that is logged, and the answer is the
    /// one without the function; so it is if the function returns a `stream`, `events`, or a `file` of more than 32 KiB. A
    /// request that was refused before its head had come in whole (400, 408, 414, 431) has no path, no query and no fields.
    /// The function is called on all loops at the same time, as handlers are.
    ///
    /// A route that was mounted keeps the function of its own router, if that had one then; for what has no route, such
    /// as a 404, the function of the router that serves counts. This throws `std::invalid_argument` for an empty
    /// function.
    template <class Function>
    router& on_error(Function&& shape);

    /// Answers a request with its handler. The answer is 404 if no pattern matches, 405 with Allow if a pattern matches
    /// for other methods only, and 501 for CONNECT and for a method that HTTP does not know. An `http_error` that the
    /// handler throws is answered as the server answers it. What only a server can do with a request is not done: there
    /// are no limits and no times of `route_options`, so a test of these takes `testing::serve_in_memory`.
    ///
    /// Errors: every other exception of the handler, and those of the function of `on_error`, so that a test sees them.
    ///
    /// Lifetime: the router and the request must outlive the call.
    [[nodiscard]] awaitable<response> operator()(request&) const;

    /// For the server: returns the request's endpoint, and sets the request's route and parameters. If there is no
    /// endpoint, it returns null, and `otherwise` is the answer, or, if its status is one of an error, what `error_of`
    /// makes an error of.
    [[nodiscard]] const detail::endpoint* find(request&, std::optional<response>& otherwise) const;
    [[nodiscard]] static http_error error_of(const response& otherwise);

    /// For the server: returns the function of `on_error` that counts for that endpoint, or without one; it may be null.
    [[nodiscard]] detail::error_hook* hook_for(const detail::endpoint*) const noexcept;

private:
    struct implementation;

    router& add_erased(method, detail::placed_text pattern, detail::erased_handler, const route_options&);
    router& add_erased(detail::placed_text method_and_pattern, detail::erased_handler, const route_options&);
    router& set_hook(std::unique_ptr<detail::closure>);

    detail::owned<implementation> implementation_;
};

//
// Implementation
//

template <class Handler>
router& router::add(method method, detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add_erased(method, pattern, detail::erased(std::forward<Handler>(handler)), options);
}

template <class Handler>
router& router::handle(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add_erased(pattern, detail::erased(std::forward<Handler>(handler)), options);
}

template <class Function>
router& router::on_error(Function&& shape)
{
    return set_hook(detail::erased_hook(std::forward<Function>(shape)));
}

template <class Handler>
router& router::get(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add(method::get, pattern, std::forward<Handler>(handler), options);
}

template <class Handler>
router& router::post(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add(method::post, pattern, std::forward<Handler>(handler), options);
}

template <class Handler>
router& router::put(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add(method::put, pattern, std::forward<Handler>(handler), options);
}

template <class Handler>
router& router::patch(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add(method::patch, pattern, std::forward<Handler>(handler), options);
}

template <class Handler>
router& router::delete_(detail::placed_text pattern, Handler&& handler, route_options options)
{
    return add(method::delete_, pattern, std::forward<Handler>(handler), options);
}

} // namespace plait::http
