// Measures what middlewares cost. The Cost lines of their headers have these figures: the difference of a row to the first.

#include "rows.hpp"

#include <plait/http.hpp>
#include <plait/http/access_log.hpp>
#include <plait/http/basic_auth.hpp>
#include <plait/http/bearer_auth.hpp>
#include <plait/http/compress.hpp>
#include <plait/http/concurrency_limit.hpp>
#include <plait/http/cors.hpp>
#include <plait/http/etag.hpp>
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

request that_accepts(const char* coding)
{
    return {method::get, "/json", "", {{"Host", "test"}, {"Accept-Encoding", coding}}};
}

/// Orders as JSON, of which each is a little different.
std::string orders(std::size_t size)
{
    std::string text = "[";
    for (unsigned i = 0, chance = 1; text.size() < size; ++i, chance = chance * 1'103'515'245 + 12'345)
        text += R"({"id":)" + std::to_string(i) + R"(,"article":"article )" + std::to_string(chance >> 28U)
                + R"(","price":)" + std::to_string(chance >> 18U) + R"(,"paid":)" + (chance & 4096U ? "true" : "false")
                + "},";
    text.resize(size);
    return text;
}

router giving(std::size_t size, middleware first = {})
{
    router app;
    app.use(std::move(first));
    app.get("/json", [body = orders(size)](request&) { return json_text(body); });
    return app;
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
    co_await add("etag", behind(etag()), asked);         // which is no GET
    co_await add("compress", behind(compress()), asked); // 204 has nothing to compress
    co_await add("no_compression", behind(no_compression()), asked);
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

awaitable<void> rows_of_bodies()
{
    table all("A router called for JSON", {"ns", "blocks"});
    request accepts = that_accepts("gzip");
    request accepts_none = that_accepts("br");
    const auto add = [&](std::string title, const router& app, request& given, long times) -> awaitable<void> {
        auto ask = [&]() -> awaitable<void> {
            const response answer = co_await app(given);
            sink = static_cast<long>(answer.body().size());
        };
        co_await row(all, std::move(title), ask, times);
    };
    for (const std::size_t size : {4 * 1024, 64 * 1024, 1024 * 1024}) {
        const std::string title = std::to_string(size / 1024) + " KiB";
        const long times = static_cast<long>(8 * 1024 * 1024 / size); // 120 ms of compressing
        co_await add(title, giving(size), accepts, times);
        co_await add(title + ", compress, gzip not accepted", giving(size, compress()), accepts_none, times);
        co_await add(title + ", compress", giving(size, compress()), accepts, times);
        co_await add(title + ", etag", giving(size, etag()), accepts, times);
    }
    for (const int level : {1, 3, 6, 9}) {
        const std::string title = "1024 KiB, compress, level " + std::to_string(level);
        co_await add(title, giving(1024 * 1024, compress(compress_options().level(level))), accepts, 8);
    }
    all.print();
}

} // namespace

int main()
{
    plait::runtime one(1);
    one.run(rows());
    one.run(rows_of_bodies());
}
