// How a connection sends files.
#include <plait/http/files.hpp>

#include <plait/http/body_reader.hpp>
#include <plait/run_concurrent.hpp>

#include <boost/system/system_error.hpp>
#include <support/ended_requests.hpp>
#include <support/served_files.hpp>
#include <support/tcp.hpp>

#include <string>
#include <string_view>

using namespace http_test;

namespace {

std::string head(std::string_view target)
{
    return "HEAD" + get(target).substr(3);
}

} // namespace

TEST_SUITE_BEGIN("files, served");

TEST_CASE("files of all sizes are sent whole, one after the other, however little goes at a time")
{
    const some_files folder;
    for (const std::size_t capacity : {100, 1000, 65'536, 1'000'000})
        with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(capacity);
            for (int i = 0; i < 2; ++i) {
                const std::string small = co_await ask(client, get("/static/small.txt"));
                CHECK(body_of(small) == "hello");
                const std::string large = co_await ask(client, get("/static/large.txt"));
                CHECK(field_of(large, "Content-Length") == "100000");
                CHECK(body_of(large) == large_text());
                CHECK(field_of(large, "Connection") == std::nullopt);
            }
        });
}

TEST_CASE("requests that come together are answered in their order")
{
    const some_files folder;
    with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(5000);
        co_await client.write(
            get("/static/small.txt") + get("/static/large.txt") + head("/static/large.txt")
            + get("/static/large.txt", "Range: bytes=0-1,5-70000\r\n") + get("/static/none")
            + get("/static/large.txt", "Connection: close\r\n"));
        const std::string all = co_await client.read_to_end();
        CHECK(count_of(all, "HTTP/1.1 200 OK\r\n") == 4);
        CHECK(count_of(all, "HTTP/1.1 206 Partial Content\r\n") == 1);
        CHECK(count_of(all, "HTTP/1.1 404 Not Found\r\n") == 1);
        CHECK(count_of(all, large_text()) == 2);
        CHECK(count_of(all, large_text().substr(5, 69'996)) == 3);
        CHECK(all.ends_with(large_text()));
    });
}

TEST_CASE("HEAD gets the length of a file, and no byte of it")
{
    const some_files folder;
    with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(
            head("/static/large.txt") + head("/static/small.txt") + get("/static/small.txt", "Connection: close\r\n"));
        const std::string all = co_await client.read_to_end();
        CHECK(all.find("\r\nContent-Length: 100000\r\n") != all.npos);
        CHECK(count_of(all, "\r\nContent-Length: 5\r\n") == 2);
        CHECK(count_of(all, "\r\n\r\nHTTP/1.1 200 OK\r\n") == 2);
        CHECK(all.ends_with("\r\n\r\nhello"));
    });
}

TEST_CASE("a client of HTTP/1.0 gets the file, and the connection stays open if it asks for that")
{
    const some_files folder;
    with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string first =
            co_await ask(client, "GET /static/large.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        CHECK(field_of(first, "Connection") == "keep-alive");
        CHECK(body_of(first) == large_text());
        co_await client.write("GET /static/large.txt HTTP/1.0\r\n\r\n");
        const std::string second = co_await client.read_to_end();
        CHECK(field_of(second, "Connection") == "close");
        CHECK(field_of(second, "Transfer-Encoding") == std::nullopt);
        CHECK(body_of(second) == large_text());
    });
}

TEST_CASE("middlewares may add fields to a file, and give it a status without a body")
{
    const some_files folder;
    router app;
    app.use([](request& request, next_handler next) -> awaitable<response> {
        request.add_to_answer("X-Added", "1");
        response answer = co_await next(request);
        if (request.query("nothing"))
            answer.status(status::no_content);
        co_return std::move(answer).set("X-Set", "2");
    });
    app.mount("/static", files(folder.path()));
    with_server(app, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string answer = co_await ask(client, get("/static/large.txt"));
        CHECK(field_of(answer, "X-Added") == "1");
        CHECK(field_of(answer, "X-Set") == "2");
        CHECK(body_of(answer) == large_text());
        co_await client.write(get("/static/large.txt?nothing", "Connection: close\r\n"));
        const std::string nothing = co_await client.read_to_end();
        CHECK(status_of(nothing) == 204);
        CHECK(body_of(nothing).empty());
        CHECK(field_of(nothing, "Content-Length") == std::nullopt);
    });
}

TEST_CASE("all bytes of files count")
{
    const some_files folder;
    ends seen;
    std::size_t come = 0;
    with_server(
        mounted(folder), server_options().on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(5000);
            co_await client.write(
                get("/static/small.txt") + get("/static/large.txt") + head("/static/large.txt")
                + get("/static/large.txt", "Range: bytes=0-1,5-70000\r\n")
                + get("/static/large.txt", "Connection: close\r\n"));
            come = (co_await client.read_to_end()).size();
        });
    CHECK(seen.all.size() == 5);
    CHECK(seen.bytes_out() == come);
}

TEST_CASE("a handler that has not read its body may answer with a file")
{
    const some_files folder;
    router app;
    app.put("/up", [path = folder.file("large.txt")](request& request, body_reader& body) -> awaitable<response> {
        if (request.query("all"))
            static_cast<void>(co_await body.read_all());
        co_return file(path, request);
    });
    with_server(app, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string read = co_await ask(client, put("/up?all", "Content-Length: 5\r\n", "hello"));
        CHECK(body_of(read) == large_text());
        co_await client.write(put("/up", "Content-Length: 1000000\r\n", "hello"));
        const std::string unread = co_await read_answer(client);
        CHECK(body_of(unread) == large_text());
        CHECK(field_of(unread, "Connection") == "close");
    });
}

TEST_CASE("a socket gets files as they are, also several at the same time")
{
    const some_files folder;
    const std::string whole = "\r\n\r\n" + large_text(very_large) + "HTTP/1.1 200 OK\r\n";
    for (const bool counted : {false, true}) {
        ends seen;
        server_options options = any_port;
        if (counted)
            options.on_request_end(seen.keep());
        with_loops(2, mounted(folder), options, [&](running_server& server) -> awaitable<void> {
            auto download = [&]() -> awaitable<void> {
                const std::string all = co_await ask_once(
                    server.port(),
                    get("/static/very-large.txt") + get("/static/large.txt") + get_and_close("/static/small.txt"));
                CHECK(all.find(whole) != all.npos);
                CHECK(all.find("\r\n\r\n" + large_text() + "HTTP/1.1 200 OK\r\n") != all.npos);
                CHECK(all.ends_with("\r\n\r\nhello"));
            };
            co_await plait::run_concurrent(download(), download(), download());
        });
        if (counted) {
            CHECK(seen.all.size() == 9);
            CHECK(seen.bytes_out() > 3 * (very_large + large_size));
        }
    }
}

TEST_SUITE_END();
