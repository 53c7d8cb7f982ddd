// The first stream of a route keeps the connection's usual memory. From the second one on, the connection packs the
// request before it calls the handler: see `request_state::pack`.
#include <plait/http/body_reader.hpp>
#include <plait/http/events.hpp>

#include <doctest/doctest.h>
#include <support/streamed_answers.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace http_test;

namespace {

/// What a callable sees of its request, through views that it took before and through the request itself.
struct seen {
    explicit seen(request& of) : from(&of), target(of.target()), path(of.path()), body(of.body())
    {
        for (const field& each : of.fields())
            fields.push_back(each);
    }

    [[nodiscard]] std::string text() const
    {
        std::string all = described(*from) + "\n";
        all.append(target).append("\n").append(path).append("\n").append(body).append("\n");
        for (const field& each : fields)
            all.append(each.name).append("=").append(each.value).append("\n");
        return all + from->parameter("name") + " " + std::to_string(from->parameter<int>("number")) + " "
               + from->query("q").value_or("none") + " " + from->peer().to_string();
    }

    request* from;
    std::string_view target;
    std::string_view path;
    std::string_view body;
    std::vector<field> fields;
};

response seen_later(request& request)
{
    return stream(
        "text/plain",
        [](body_writer& out, const seen& views) -> awaitable<void> {
            co_await plait::sleep_for(1s);
            co_await out.write(views.text());
        },
        seen(request));
}

router streams_of_views()
{
    router app;
    app.get("/at-once/{name}/{number:int}", [](request& request) { return seen_later(request); });
    app.post("/at-once/{name}/{number:int}", [](request& request) { return seen_later(request); });
    app.post("/waits/{name}/{number:int}", [](request& request) -> awaitable<response> {
        const seen views(request);
        const std::string before = views.text();
        co_await plait::sleep_for(1s);
        if (views.text() != before)
            co_return text("the views have changed");
        co_return seen_later(request);
    });
    app.post("/reads/{name}/{number:int}", [](request& request, body_reader& body) -> awaitable<response> {
        static_cast<void>(co_await body.read_all());
        co_return seen_later(request);
    });
    app.get("/hello", [](request&) { return text("hello"); });
    return app;
}

std::string expected_of(std::string_view method, std::string target, std::string_view fields, std::string_view body)
{
    const std::string described =
        std::string(method) + " " + target + "\n" + std::string(fields) + std::string(body) + "\n";
    const std::string path = target.substr(0, target.find('?'));
    return described + target + "\n" + path + "\n" + std::string(body) + "\n" + std::string(fields)
           + "ada b 42 x y unknown";
}

struct example {
    std::string request;
    std::string expected;
};

std::vector<example> examples()
{
    const std::string path = "/ada%20b/42?q=x+y";
    const std::string body = large_text(3000);
    std::vector<example> all;
    all.push_back(
        {"GET /at-once" + path + " HTTP/1.1\r\nHost: test\r\nEmpty:\r\n\r\n",
         expected_of("GET", "/at-once" + path, "Host=test\nEmpty=\n", "")});
    const std::string longer = large_text(6000);
    all.push_back(
        {"GET /at-once" + path + " HTTP/1.1\r\nHost: test\r\nLong: " + longer + "x\r\n\r\n",
         expected_of("GET", "/at-once" + path, "Host=test\nLong=" + longer + "x\n", "")});
    for (const std::string route : {"/at-once", "/waits", "/reads"}) {
        const std::string line = "POST " + route + path + " HTTP/1.1\r\nHost: test\r\n";
        const std::string kept = route == "/reads" ? "" : body;
        all.push_back(
            {line + "Content-Length: 3000\r\n\r\n" + body,
             expected_of("POST", route + path, "Host=test\nContent-Length=3000\n", kept)});
        all.push_back(
            {line + "Transfer-Encoding: chunked\r\n\r\nbb8\r\n" + body + "\r\n0\r\n\r\n",
             expected_of("POST", route + path, "Host=test\nTransfer-Encoding=chunked\n", kept)});
    }
    return all;
}

} // namespace

TEST_SUITE_BEGIN("stream, memory");

TEST_CASE("what a stream's callable sees of its request is the same on the first and on later streams of a route")
{
    for (const example& each : examples()) {
        CAPTURE(each.request.substr(0, 40));
        with_server(
            streams_of_views(), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                for (int i = 0; i < 3; ++i) { // on connections of their own
                    memory_stream client = server.connect();
                    co_await client.write(each.request + get("/hello", close_after));
                    const std::string all = co_await client.read_to_end();
                    CHECK(unchunked(body_of(all)) == each.expected);
                    CHECK(all.ends_with("hello"));
                }
                memory_stream client = server.connect(); // and behind each other, in pieces
                for (int i = 0; i < 3; ++i) {
                    for (std::size_t at = 0; at < each.request.size(); at += 100) {
                        co_await client.write(each.request.substr(at, 100));
                        co_await plait::sleep_for(1ms);
                    }
                }
                co_await client.write(get("/hello", close_after));
                const std::string all = co_await client.read_to_end();
                CHECK(count_of(all, "\r\n" + each.expected + "\r\n0\r\n\r\n") == 3);
                CHECK(all.ends_with("hello"));
            });
    }
}

TEST_CASE("requests that come behind a stream, before it or while it waits, are answered in their order")
{
    with_server(streams_of_views(), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        const std::string one = get("/at-once/ada/1");
        for (int i = 0; i < 3; ++i) {
            memory_stream client = server.connect();
            co_await client.write(one + get("/hello") + one + get("/hello"));
            co_await plait::sleep_for(500ms);
            co_await client.write(get("/hello") + one);
            co_await plait::sleep_for(500ms);
            for (int k = 0; k < 50; ++k)
                co_await client.write(get("/hello"));
            co_await client.write(get("/hello", close_after));
            const std::string all = co_await client.read_to_end();
            CHECK(count_of(all, "HTTP/1.1 200 OK") == 57);
            CHECK(count_of(all, "ada 1 none unknown") == 3);
            CHECK(count_of(all, "\r\n\r\nhello") == 54);
        }
    });
}

TEST_CASE("a route of streams may answer otherwise, too")
{
    router app;
    app.get("/", [](request& request) {
        if (request.query<bool>("plain").value_or(false))
            return text(described(request));
        return stream("text/plain", [](body_writer& out) -> awaitable<void> { co_await out.write("streamed"); });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        for (int i = 0; i < 3; ++i) {
            co_await client.write(get("/") + get("/?plain"));
            co_await plait::sleep_for(1s);
            co_await client.write(get("/?plain"));
            co_await plait::sleep_for(1s);
        }
        co_await client.write(get("/?plain", close_after));
        const std::string all = co_await client.read_to_end();
        CHECK(count_of(all, "8\r\nstreamed\r\n0\r\n\r\n") == 3);
        CHECK(count_of(all, "GET /?plain\nHost=") == 7);
    });
}

TEST_CASE("what a callable has captured may look at the request when it is destroyed")
{
    std::vector<std::string> seen;
    struct looks_last {
        looks_last(request& of, std::vector<std::string>& to) : target(of.target()), seen(&to) {}
        looks_last(looks_last&& other) noexcept : target(other.target), seen(std::exchange(other.seen, nullptr)) {}
        ~looks_last()
        {
            if (seen)
                seen->emplace_back(target);
        }
        std::string_view target;
        std::vector<std::string>* seen;
    };
    router app;
    app.get("/{which}", [&](request& request) {
        return stream(
            "text/plain",
            [](body_writer& out, looks_last&) -> awaitable<void> {
                co_await out.write("x");
                co_await plait::sleep_for(10s);
            },
            looks_last(request, seen));
    });
    const auto leave = [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::string& target : {std::string("/a"), std::string("/b"), "/" + std::string(20'000, 'c')}) {
            {
                memory_stream client = server.connect();
                co_await client.write(get(target));
                co_await plait::sleep_for(1s);
            }
            co_await plait::sleep_for(1s);
            CHECK(server.connections() == 0);
            REQUIRE(!seen.empty());
            CHECK(seen.back() == target);
        }
        memory_stream client = server.connect();
        co_await client.write(get("/d", close_after));
        static_cast<void>(co_await client.read_to_end());
        CHECK(seen.back() == "/d");
        memory_stream last = server.connect(); // which goes away together with the server
        co_await last.write(get("/e"));
        co_await plait::sleep_for(1s);
    };
    with_server(app, server_options().target_limit(30'000).head_limit(32'000), leave);
    CHECK(seen.size() == 5);
}

TEST_CASE("a client that leaves is noticed on later streams, also behind more than there is room for")
{
    router app;
    int ended = 0;
    app.get("/", [&](request&) {
        return events([&](event_writer& out) -> awaitable<void> {
            struct guard {
                int& ended;
                ~guard() { ++ended; }
            } on_exit{ended};
            co_await out.send("x");
            co_await plait::sleep_for(1h);
        });
    });
    with_server(app, server_options(), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        for (int i = 0; i < 6; ++i) {
            {
                memory_stream client = server.connect();
                co_await client.write(get("/"));
                co_await plait::sleep_for(100ms);
                if (i % 2 == 1)
                    co_await client.write(get("/") + get("/"));
                co_await plait::sleep_for(100ms);
                CHECK(ended == i);
            }
            co_await plait::sleep_for(300ms);
            CHECK(ended == i + 1);
        }
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_SUITE_END();
