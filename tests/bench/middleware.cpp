// Measures what middlewares cost. The Cost lines of their headers have these figures: the difference of a row to the first.

#include "rows.hpp"

#include <plait/http.hpp>
#include <plait/http/access_log.hpp>
#include <plait/http/basic_auth.hpp>
#include <plait/http/bearer_auth.hpp>
#include <plait/http/concurrency_limit.hpp>
#include <plait/http/cors.hpp>
#include <plait/http/rate_limit.hpp>
#include <plait/http/request_id.hpp>
#include <plait/http/same_origin.hpp>
#include <plait/http/same_secret.hpp>
#include <plait/http/security_headers.hpp>
#include <plait/log.hpp>
#include <plait/runtime.hpp>

#include <cstdlib>
#include <string>
#include <utility>

using namespace bench;
using namespace plait::http;
using plait::awaitable;

namespace {

awaitable<response> wait_for_next(request& request, next_handler next)
{
    co_return co_await next(request);
}

awaitable<response> pass_on(request& request, next_handler next)
{
    return next(request);
}

bool is_ada(std::string_view name, std::string_view password)
{
    const bool is_name = same_secret(name, "ada");
    return same_secret(password, "lovelace") && is_name;
}

router behind(
    middleware first = {}, middleware second = {}, middleware third = {}, middleware fourth = {}, middleware fifth = {})
{
    router app;
    app.use(std::move(first), std::move(second), std::move(third), std::move(fourth), std::move(fifth));
    app.handle("/{$}", [](request&) -> awaitable<response> { co_return response(status::no_content); });
    return app;
}

// These are functions because g++ 12 does not compile lists in braces inside a coroutine.
request with_password()
{
    return {
        method::post,
        "/",
        "",
        {{"Host", "test"}, {"Authorization", "Basic YWRhOmxvdmVsYWNl"}, {"Origin", "https://test"}}};
}

request with_a_token()
{
    return {method::post, "/", "", {{"Authorization", "Bearer abcdefghijklmnopqrstuvwxyz"}}};
}

middleware cors_for_test()
{
    return cors(cors_options({"https://test"}));
}

awaitable<void> rows()
{
    table all("A router called with one request", {"ns", "blocks"});
    request asked = with_password();
    request with_token = with_a_token();
    asked.peer(*peer_address::parse("192.0.2.7:80"));
    const auto add = [&](std::string title, const router& app, request& given) -> awaitable<void> {
        auto ask = [&]() -> awaitable<void> {
            const response answer = co_await app(given);
            if (answer.status() != status::no_content)
                std::abort(); // the figure would be of something else
        };
        co_await row(all, std::move(title), ask);
    };
    const middleware waits(&wait_for_next);
    const middleware passes(&pass_on);
    co_await add("behind none", behind(), asked);
    co_await add("behind one that is a coroutine", behind(waits), asked);
    co_await add("behind five that are coroutines", behind(waits, waits, waits, waits, waits), asked);
    co_await add("behind five that only pass on", behind(passes, passes, passes, passes, passes), asked);
    co_await add("basic_auth", behind(basic_auth(is_ada)), asked);
    const auto is_token = [](std::string_view token) { return same_secret(token, "abcdefghijklmnopqrstuvwxyz"); };
    co_await add("bearer_auth", behind(bearer_auth(is_token)), with_token);
    co_await add("same_origin", behind(same_origin()), asked);
    co_await add("concurrency_limit", behind(concurrency_limit(4)), asked);
    co_await add("rate_limit", behind(rate_limit(1e6, per_client)), asked);
    co_await add("request_id", behind(request_id()), asked);
    co_await add("security_headers", behind(security_headers()), asked);
    co_await add("cors", behind(cors_for_test()), asked);
    auto compare = [] { return same_secret("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz"); };
    co_await plain_row(all, "same_secret, 26 bytes", compare);
    auto name = [&] { return per_client(asked).size(); };
    co_await plain_row(all, "per_client", name);
    const request_end end{7,   {},     {},         asked, asked.peer(), method::post,
                          "/", "/{$}", status::ok, 100,   200,          ending::answered};
    auto line = [&] { return access_line(end).size(); };
    co_await plain_row(all, "access_line", line);
    plait::set_log_sink([](const plait::log_record& record) { sink = static_cast<long>(record.fields.size()); });
    const auto log = access_log();
    auto log_one = [&] {
        log(end);
        return 1;
    };
    co_await plain_row(all, "access_log, to a sink that does nothing", log_one);
    plait::set_log_sink({});
    all.print();
}

} // namespace

int main()
{
    plait::runtime one(1);
    one.run(rows());
}
