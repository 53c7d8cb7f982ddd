#include <plait/observe/debug_routes.hpp>

#include "http/parse/decimal.hpp"
#include "observe/debug_routes_access.hpp"
#include "observe/debug_routes_index.hpp"
#include "observe/debug_routes_with.hpp"
#include "platform/command_line.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace plait {

namespace {

using http::request;
using http::response;
using http::status;

constexpr std::chrono::seconds usual_length(30); // of a profile of some time, as in Go
constexpr std::chrono::seconds most_length(300);
constexpr std::chrono::seconds time_to_write(60); // for the names of functions

constexpr std::string_view what_is_allowed = "GET, HEAD";

struct debug_pages {
    detail::debug_access access;
    detail::profile_makers makers;
};

/// What answers a request that may pass.
using page = std::function<awaitable<response>(const debug_pages&, request&)>;

/// An answer of one line. `go tool pprof` prints it if it has this field, and else its status alone.
response line(status status, std::string text)
{
    return http::text(std::move(text) + "\n", status).set("X-Go-Pprof", "1");
}

response sealed(response answer)
{
    answer.set("Cache-Control", "no-store").set("X-Content-Type-Options", "nosniff");
    return answer;
}

response refused(std::string_view why)
{
    std::string text("/debug/ is closed here: ");
    text.append(why).append(". Ask on the machine itself (ssh -L), or with the token of debug_options, as ");
    return line(status::forbidden, text.append("'Authorization: Bearer TOKEN' or ?token=TOKEN."));
}

awaitable<response> guarded_page(const debug_pages& pages, const page& shown, request& request)
{
    if (const std::string_view why = pages.access.refusal(request); !why.empty())
        co_return sealed(refused(why));
    response answer = co_await shown(pages, request);
    co_return sealed(std::move(answer));
}

// The answer to what is nothing below /debug/, and to what is no GET or HEAD.
awaitable<response> not_here(const debug_pages&, request& request)
{
    using http::method;
    if (request.method() == method::options)
        co_return response(status::no_content).set("Allow", what_is_allowed);
    if (request.method() != method::get && request.method() != method::head)
        co_return line(status::method_not_allowed, "below /debug/ there is something to GET alone")
            .set("Allow", what_is_allowed);
    co_return line(status::not_found, "there is no such page; /debug/ says what there is");
}

awaitable<response> to_folder(const debug_pages&, request& request)
{
    const std::string_view target = request.target();
    std::string location(request.path());
    location.append("/").append(target.substr(std::min(target.find('?'), target.size())));
    co_return http::redirect(location, status::temporary_redirect);
}

page index_page(bool in_pprof)
{
    return [in_pprof](const debug_pages& pages, request& request) -> awaitable<response> {
        detail::debug_page_place at;
        at.host = request.field("Host").value_or(std::string_view());
        at.path = request.path();
        at.in_pprof = in_pprof;
        if (pages.access.is_token_in_url(request))
            at.token = pages.access.token();
        co_return http::html(detail::debug_index(pages.makers, at));
    };
}

awaitable<response> command_line_page(const debug_pages&, request&)
{
    std::string all = platform::command_line();
    if (all.empty())
        co_return line(status::not_implemented, "cmdline: cannot be read on this platform");
    all.pop_back(); // Go puts the NUL between the arguments, and none at the end
    co_return http::text(std::move(all));
}

/// Takes a profile, and answers with it. `name` is the file's name, and stands in front of each reason why there is none.
awaitable<response> taken(const detail::profile_maker& maker, std::string_view name, detail::profile_order order)
{
    auto failure = [&](status status, const std::exception& why) {
        return line(status, std::string(name).append(": ").append(why.what()));
    };
    try {
        std::string file = co_await maker.take(order);
        if (order.detail > 0)
            co_return http::text(std::move(file));
        co_return response()
            .body(std::move(file))
            .set("Content-Type", "application/octet-stream")
            .set("Content-Disposition", "attachment; filename=\"" + std::string(name) + "\"");
    } catch (const detail::profile_unavailable& why) {
        co_return failure(status::not_implemented, why);
    } catch (const detail::profile_not_linked& why) {
        co_return failure(status::not_found, why);
    } catch (const detail::profile_running& why) {
        co_return failure(status::conflict, why);
    }
}

awaitable<response> tasks_page(const debug_pages& pages, request& request)
{
    constexpr unsigned most_detail = 2;
    detail::profile_order order;
    const std::optional<std::string> text = request.query("debug");
    if (text && (!http::detail::parse_decimal(*text, order.detail) || order.detail > most_detail))
        co_return line(
            status::bad_request, "debug is 0, a file for pprof, or 1 or 2, a text: /debug/pprof/tasks?debug=1");
    co_return co_await taken(pages.makers.tasks, "tasks", order);
}

/// The page of a profile in pprof's format, of as many seconds as the request says, or else of `usual`.
page profile_page(
    detail::profile_maker detail::profile_makers::*maker, std::string_view name, std::chrono::seconds usual)
{
    return [=](const debug_pages& pages, request& request) -> awaitable<response> {
        const std::optional<std::string> text = request.query("seconds");
        unsigned seconds = 0;
        if (text && (!http::detail::parse_decimal(*text, seconds) || seconds < 1 || seconds > most_length.count()))
            co_return line(
                status::bad_request, std::string("seconds is a number from 1 to 300, as in /debug/pprof/")
                                         .append(name)
                                         .append("?seconds=10"));
        if (request.query("debug").value_or("0") != "0")
            co_return line(
                status::bad_request, std::string(name) + " is a file for pprof; only tasks has debug=1 and debug=2");
        detail::profile_order order;
        order.how_long = text ? std::chrono::seconds(seconds) : usual;
        co_return co_await taken(pages.makers.*maker, name, order);
    };
}

} // namespace

debug_options& debug_options::token(std::string secret)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    if (secret.empty())
        throw std::invalid_argument("the token of debug_options is empty; leave it away if there shall be none");
    if (secret.find_first_not_of(allowed) != std::string::npos)
        throw std::invalid_argument("the token of debug_options may have letters, digits, '-', '.', '_' and '~' alone: "
                                    "try openssl rand -hex 16");
    token_ = std::move(secret);
    return *this;
}

void detail::debug_routes_with(profile_makers makers, http::router& router, const debug_options& options)
{
    const auto pages =
        std::make_shared<const debug_pages>(debug_pages{debug_access(options.token()), std::move(makers)});
    const auto guarded = [&pages](page shown) {
        return [pages = pages, shown = std::move(shown)](request& request) {
            return guarded_page(*pages, shown, request);
        };
    };
    const auto always = http::route_options().never_shed(); // a server is looked at when it is overloaded
    const auto as_profile = http::route_options(always).handler_timeout(most_length + time_to_write);

    http::router all(router); // so that either all routes are added, or none
    // One method each, since a route for all methods would conflict with one like GET / of the user's.
    using http::method;
    for (const method each :
         {method::get, method::post, method::put, method::patch, method::delete_, method::options, method::trace})
        all.add(each, "/debug/", guarded(not_here), always);
    all.get("/debug", guarded(to_folder), always);
    all.get("/debug/{$}", guarded(index_page(false)), always);
    all.get("/debug/pprof", guarded(to_folder), always);
    all.get("/debug/pprof/{$}", guarded(index_page(true)), always);
    all.get("/debug/pprof/cmdline", guarded(command_line_page), always);
    constexpr std::chrono::seconds from_start(0);
    all.get("/debug/pprof/profile", guarded(profile_page(&profile_makers::cpu, "profile", usual_length)), as_profile);
    all.get("/debug/pprof/heap", guarded(profile_page(&profile_makers::heap, "heap", from_start)), as_profile);
    all.get("/debug/pprof/allocs", guarded(profile_page(&profile_makers::allocs, "allocs", from_start)), as_profile);
    all.get("/debug/pprof/block", guarded(profile_page(&profile_makers::block, "block", usual_length)), as_profile);
    all.get("/debug/pprof/mutex", guarded(profile_page(&profile_makers::mutex, "mutex", usual_length)), as_profile);
    all.get("/debug/pprof/tasks", guarded(tasks_page), always);
    router = std::move(all);
}

void debug_routes(http::router& router, const debug_options& options)
{
    detail::debug_routes_with(detail::all_profile_makers(), router, options);
}

} // namespace plait
