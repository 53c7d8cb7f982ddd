// Measures what the HTTP server, its values and its testing kit cost. The Cost lines of their headers have these
// figures.

#include "rows.hpp"

#include "http/parse/request_parser.hpp"
#include <plait/html/escape.hpp>
#include <plait/http.hpp>
#include <plait/http/json.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/memory_server.hpp>
#include <plait/testing/virtual_time.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/json/array.hpp>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using namespace bench;
using namespace plait::http;
using plait::awaitable;
using plait::testing::memory_server;
using plait::testing::memory_stream;

namespace {

// A request as a browser sends it, with 11 fields.
constexpr std::string_view browsers_request =
    "GET /route/500/items/7?full HTTP/1.1\r\n"
    "Host: localhost:7070\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-US,en;q=0.5\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Connection: keep-alive\r\n"
    "Cookie: session=0123456789abcdef\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Site: none\r\n"
    "\r\n";
constexpr std::string_view short_request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n";

void expect(bool right)
{
    if (!right)
        std::abort(); // the figure would be of something else
}

router many_routes(int count)
{
    router app;
    app.get("/{$}", [](request&) -> awaitable<response> { co_return text("hello"); });
    app.get("/plaintext", [](request&) { return text("hello"); });
    for (int i = 2; i < count; ++i)
        app.get("/route/" + std::to_string(i) + "/items/{id:int}", [](request&) -> awaitable<response> {
            co_return text("hello");
        });
    return app;
}

awaitable<void> clients(table& all)
{
    const auto proxy = peer_address::ipv4({127, 0, 0, 1}, 4711);
    const trusted_proxies trusted({"127.0.0.1"}, forwarding_field::x_forwarded_for);
    request direct(method::get, "/");
    direct.peer(proxy);
    request forwarded(method::get, "/", {}, {{"Host", "localhost"}, {"X-Forwarded-For", "192.0.2.7"}});
    forwarded.peer(proxy, &trusted);
    auto parse = [] { return peer_address::parse("192.0.2.7:4711")->port(); };
    auto write = [&] { return proxy.to_string().size(); };
    auto not_trusted = [&] { return direct.client().port(); };
    auto behind_one = [&] { return forwarded.client().bytes().size(); };
    co_await plain_row(all, "peer_address::parse, IPv4 and port", parse);
    co_await plain_row(all, "peer_address::to_string, IPv4 and port", write);
    co_await plain_row(all, "request::client, without a proxy", not_trusted);
    co_await plain_row(all, "request::client, behind one proxy", behind_one);
}

awaitable<void> requests()
{
    table all("Requests, for each call", {"ns", "blocks"});
    request seventh(method::get, "/route/500/items/7?full=a%20b&page=3");
    const router app = many_routes(1000);
    sink = static_cast<long>((co_await app(seventh)).body().size()); // sets the parameters
    auto make = [] { return request(method::get, "/users/7?full").path().size(); };
    const detail::parse_limits limits;
    detail::known_authority host;
    auto parse = [&](std::string_view head) {
        detail::request_parser parser(seventh, limits, host);
        expect(parser.parse_head(head) == detail::request_parser::progress::done);
        return parser.head_size();
    };
    auto parse_short = [&] { return parse(short_request); };
    auto parse_browsers = [&] { return parse(browsers_request); };
    co_await plain_row(all, "a head of 1 field parsed", parse_short);
    co_await plain_row(all, "a head of 11 fields parsed", parse_browsers);
    auto find_field = [&] { return seventh.field("Sec-Fetch-Site").has_value(); };
    co_await plain_row(all, "request::field, the last of 11", find_field);
    request target(method::get, "/route/500/items/7?full=a%20b&page=3");
    auto route = [&]() -> awaitable<void> { sink = static_cast<long>((co_await app(target)).status()); };
    request missing(method::get, "/route/500/items");
    auto route_none = [&]() -> awaitable<void> { sink = static_cast<long>((co_await app(missing)).status()); };
    const router ten = many_routes(10);
    request plain(method::get, "/plaintext");
    request low(method::get, "/route/5/items/7");
    std::optional<response> otherwise;
    auto find_in = [&otherwise](const router& routes, request& wanted) {
        return [&] { return static_cast<long>(routes.find(wanted, otherwise) != nullptr); };
    };
    co_await plain_row(all, "router::find, text, of 10 routes", find_in(ten, plain));
    co_await plain_row(all, "router::find, text, of 1000 routes", find_in(app, plain));
    co_await plain_row(all, "router::find, 4 segments with a parameter, of 10", find_in(ten, low));
    co_await plain_row(all, "router::find, 4 segments with a parameter, of 1000", find_in(app, target));
    auto parameter = [&] { return target.parameter<std::int64_t>("id"); };
    auto query = [&] { return target.query("page")->size(); };
    std::string encoded;
    for (int i = 0; i < 10; ++i)
        encoded += "words%20";
    auto decode = [&] { return percent_decoded(encoded).size(); };
    co_await plain_row(all, "a request made for a test", make);
    co_await row(all, "router: one of 1000 patterns, with its handler", route);
    co_await row(all, "router: none of 1000 patterns", route_none);
    co_await plain_row(all, "request::parameter<std::int64_t>", parameter);
    co_await plain_row(all, "request::query, the second", query);
    co_await plain_row(all, "percent_decoded, 80 bytes", decode);
    co_await clients(all);
    auto add_routes = [] {
        const router made = many_routes(1000);
        return 1;
    };
    co_await plain_row(all, "a router of 1000 patterns, made and destroyed", add_routes, 50);
    all.print();
}

awaitable<void> answers()
{
    table all("Answers and their parts, for each call", {"ns", "blocks"});
    boost::json::array hundred;
    for (int i = 0; i < 100; ++i)
        hundred.push_back({{"hits", 3}, {"since", "today"}});
    const boost::json::value many = hundred;
    std::string page;
    while (page.size() < 1000)
        page += "a line of plain text & one <b>tag</b>\n";
    page.resize(1000);
    const std::string plain(1000, 'x');

    auto make_text = [] { return text("hello").body().size(); };
    auto make_text_set = [] { return text("hello").set("Cache-Control", "no-store").body().size(); };
    auto make_redirect = [] { return redirect("/users/7").field_lines().size(); };
    auto make_status = [] { return status_text(status::not_found).body().size(); };
    auto make_json = [] { return json({{"hits", 3}, {"since", "today"}}).body().size(); };
    auto make_long_json = [&] { return json(many).body().size(); };
    auto name_method = [] { return to_string(static_cast<method>(sink & 7)).size(); };
    auto name_ending = [] { return to_string(static_cast<ending>(sink & 7)).size(); };
    auto name_status = [] { return reason(static_cast<status>(400 + (sink & 7))).size(); };
    auto escape = [&] { return plait::escape_html(page).size(); };
    auto escape_plain = [&] { return plait::escape_html(plain).size(); };
    auto options = [] { return server_options().port(8080).port(); };
    auto for_route = [] { return *route_options().body_limit(static_cast<std::size_t>(sink)).body_limit(); };
    co_await plain_row(all, "text", make_text);
    co_await plain_row(all, "text and set", make_text_set);
    co_await plain_row(all, "redirect", make_redirect);
    co_await plain_row(all, "status_text", make_status);
    co_await plain_row(all, "json of 2 members", make_json);
    co_await plain_row(all, "json of 200 members", make_long_json, 2000);
    co_await plain_row(all, "to_string(method)", name_method);
    co_await plain_row(all, "reason(status)", name_status);
    co_await plain_row(all, "to_string(ending)", name_ending);
    co_await plain_row(all, "escape, 1000 bytes of which 130 are escaped", escape);
    co_await plain_row(all, "escape, 1000 bytes of which none is", escape_plain);
    co_await plain_row(all, "server_options, made and destroyed", options);
    co_await plain_row(all, "route_options", for_route);
    all.print();
}

awaitable<void> streams()
{
    table all("In memory, for each", {"ns", "blocks"});
    const plait::executor here = co_await boost::asio::this_coro::executor;
    auto [near, far] = memory_stream::connected(here);
    memory_stream& client = near;
    memory_stream& server = far;
    auto there_and_back = [&]() -> awaitable<void> {
        co_await client.write(short_request);
        sink = static_cast<long>((co_await server.read()).size());
        co_await server.write(short_request);
        sink = static_cast<long>((co_await client.read()).size());
    };
    auto connect = [&] {
        const auto ends = memory_stream::connected(here);
        return 1;
    };
    co_await row(all, "memory_stream: write and read, there and back", there_and_back);
    co_await plain_row(all, "memory_stream::connected", connect);

    const router app = many_routes(1000);
    auto use = [&](memory_server& served) -> awaitable<void> {
        memory_stream warm = served.connect();
        auto ask = [&](std::string_view sent) -> awaitable<void> {
            co_await warm.write(sent);
            const std::string answer = co_await warm.read();
            expect(answer.starts_with("HTTP/1.1 200"));
        };
        auto ask_short = [&] { return ask(short_request); };
        auto ask_browsers = [&] { return ask(browsers_request); };
        auto ask_read = [&]() -> awaitable<void> {
            co_await warm.write(short_request);
            sink = static_cast<long>((co_await plait::testing::read_answer(warm)).size());
        };
        auto ask_once = [&]() -> awaitable<void> {
            memory_stream cold = served.connect();
            co_await cold.write("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
            sink = static_cast<long>((co_await cold.read_to_end()).size());
        };
        co_await row(all, "a request of 1 field and its answer, warm", ask_short);
        co_await row(all, "a request of 11 fields and its answer, warm", ask_browsers);
        co_await row(all, "the same of 1 field, by read_answer", ask_read);
        co_await row(all, "a connection, its request, answer and end", ask_once, 5000);
    };
    co_await plait::testing::serve_in_memory(app, server_options(), use);
    auto use_told = [&](memory_server& served) -> awaitable<void> {
        memory_stream warm = served.connect();
        auto ask_short = [&]() -> awaitable<void> {
            co_await warm.write(short_request);
            sink = static_cast<long>((co_await warm.read()).size());
        };
        co_await row(all, "a request of 1 field and its answer, warm, with on_request_end", ask_short);
    };
    const auto told = server_options().on_request_end([](const request_end& end) { sink = end.duration.count(); });
    co_await plait::testing::serve_in_memory(app, told, use_told);
    auto no_client = [](memory_server&) -> awaitable<void> { co_return; };
    router small;
    auto serve_nobody = [&] { return plait::testing::serve_in_memory(small, server_options(), no_client); };
    co_await row(all, "serve_in_memory, without a client", serve_nobody, 5000);
    all.print();
}

awaitable<void> nothing(plait::testing::virtual_clock&)
{
    co_return;
}

awaitable<void> thousand_sleeps(plait::testing::virtual_clock&)
{
    for (int i = 0; i < 1000; ++i)
        co_await plait::sleep_for(1h);
}

void worlds()
{
    table all("Set-up and tear-down", {"us"});
    auto add = [&](std::string title, auto call, int times) {
        samples runs;
        for (double& run : runs) {
            const stopwatch watch;
            for (int i = 0; i < times; ++i)
                call();
            run = watch.nanoseconds() / times / 1e3;
        }
        all.add({std::move(title), number(median(runs), 1)});
    };
    add(
        "run_virtual of a test that does nothing", [] { plait::testing::run_virtual(nothing); }, 1000);
    add(
        "run_virtual of a test that sleeps 1000 times", [] { plait::testing::run_virtual(thousand_sleeps); }, 20);
    add(
        "a listener, opened and closed",
        [] {
            listener open(server_options().port(0));
            sink = open.port();
        },
        200);
    all.print();
}

} // namespace

int main()
{
    worlds();
    plait::runtime one(1);
    one.run(requests());
    one.run(answers());
    one.run(streams());
}
