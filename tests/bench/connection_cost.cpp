// Measures the memory of a connection: how many bytes it takes while it waits for a request, for the rest of a body, or
// while a stream of events waits on it, and how many blocks of the heap a request takes on a connection that has had some
// before. All are counted, so they are the same in each run. The program fails if one is beyond its limit.

#include "support.hpp"

#include <plait/blocking.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/compress.hpp>
#include <plait/http/events.hpp>
#include <plait/http/serve.hpp>
#include <plait/race.hpp>
#include <plait/runtime.hpp>
#include <plait/sleep.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace plait;

namespace {

constexpr double most_bytes = 500;
constexpr double most_bytes_of_stream = 2048;
constexpr double most_bytes_of_compressed = 4608;
constexpr double most_bytes_of_body = 4096; // most of it for the head, into which the request points
constexpr double most_blocks = 0;
constexpr int connections = 400; // each takes two descriptors, and a process may have 1024 of these, or more
constexpr int requests = 1000;

/// A client that takes no memory of the heap.
class client {
public:
    explicit client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        check(socket_ >= 0 && ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    }
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client() { ::close(socket_); }

    void send(std::string_view bytes) const
    {
        check(::send(socket_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    }
    void ask(std::string_view request) const
    {
        send(request);
        std::array<char, 1024> answer;
        const ssize_t count = ::recv(socket_, answer.data(), answer.size(), 0);
        check(
            count > 0 && std::string_view(answer.data(), static_cast<std::size_t>(count)).starts_with("HTTP/1.1 200"));
    }

private:
    static void check(bool well)
    {
        if (well)
            return;
        std::perror("connection_cost: a request failed");
        std::exit(2);
    }

    int socket_;
};

constexpr std::string_view of_coroutine = "GET /coroutine HTTP/1.1\r\nHost: test\r\n\r\n";
// What curl sends.
constexpr std::string_view of_events =
    "GET /events HTTP/1.1\r\nHost: localhost:7070\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";
constexpr std::string_view of_compressed_events =
    "GET /compressed HTTP/1.1\r\nHost: localhost:7070\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
    "Accept-Encoding: gzip\r\n\r\n";
constexpr std::string_view begun_body = "POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n";
constexpr std::string_view begun_read = "POST /read HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n";
constexpr std::string_view of_function = "GET /function HTTP/1.1\r\nHost: test\r\n\r\n";

bool within(const char* what, double each, double most)
{
    std::printf("%-60s %7.2f%s\n", what, each, each > most ? ", which is too much" : "");
    return each <= most;
}

double blocks_for_each(const client& warm, std::string_view request)
{
    for (int i = 0; i < 100; ++i)
        warm.ask(request);
    const bench::heap_count heap;
    for (int i = 0; i < requests; ++i)
        warm.ask(request);
    return static_cast<double>(heap.blocks()) / requests;
}

double bytes_for_each(std::uint16_t port, std::string_view request)
{
    std::array<std::optional<client>, connections> open;
    const client warm(port);
    const bench::heap_count heap;
    for (auto& each : open)
        each.emplace(port).ask(request);
    warm.ask(of_coroutine); // when this is answered, the server waits on the last connection, too
    return static_cast<double>(heap.live_bytes()) / connections;
}

/// What a connection takes on which the head of a request has come, and a byte of its body.
double bytes_for_each_body(std::uint16_t port, std::string_view head)
{
    std::array<std::optional<client>, connections> open;
    const client warm(port);
    const bench::heap_count heap;
    for (auto& each : open)
        each.emplace(port).send(head);
    warm.ask(of_coroutine);
    for (auto& each : open)
        each->send("x");
    warm.ask(of_coroutine);
    return static_cast<double>(heap.live_bytes()) / connections;
}

bool measure(std::uint16_t port)
{
    const client warm(port);
    const bool coroutine = within("blocks for a request, coroutine", blocks_for_each(warm, of_coroutine), most_blocks);
    const bool function = within("blocks for a request, function", blocks_for_each(warm, of_function), most_blocks);
    const bool idle = within("bytes for an idle connection", bytes_for_each(port, of_coroutine), most_bytes);
    const client first(port); // the first stream of a route takes more
    first.ask(of_events);
    const bool stream =
        within("bytes for a stream of events that waits", bytes_for_each(port, of_events), most_bytes_of_stream);
    const client second(port);
    second.ask(of_compressed_events);
    const bool compressed = within(
        "bytes for one that is compressed", bytes_for_each(port, of_compressed_events), most_bytes_of_compressed);
    const bool body =
        within("bytes for a body that has begun", bytes_for_each_body(port, begun_body), most_bytes_of_body);
    const bool read = within(
        "bytes for one that its handler reads", bytes_for_each_body(port, begun_read), most_bytes_of_body);
    return idle && stream && compressed && body && read && coroutine && function;
}

} // namespace

int main()
{
    http::router app;
    app.get("/coroutine", [](http::request&) -> awaitable<http::response> { co_return http::text("Hello, World!"); });
    app.get("/function", [](http::request&) { return http::text("Hello, World!"); });
    const auto ticks = [](http::request&) {
        return http::events([](http::event_writer& out) -> awaitable<void> {
            for (int tick = 1;; ++tick, co_await sleep_for(std::chrono::hours(1)))
                co_await out.send(http::server_event("tick").id(std::to_string(tick)));
        });
    };
    app.post("/body", [](http::request& request) { return http::text(std::to_string(request.body().size())); });
    app.post("/read", [](http::request&, http::body_reader& body) -> awaitable<http::response> {
        co_return http::text(co_await body.read_all());
    });
    app.get("/events", ticks);
    app.get("/compressed", ticks, http::route_options().use(http::compress()));
    const http::server_options options = http::server_options().port(0);
    http::listener listening(options);
    const std::uint16_t port = listening.port();

    bool well = false;
    auto client = [&]() -> awaitable<void> { co_await blocking([&] { well = measure(port); }); };
    runtime(1).run([&]() -> awaitable<void> {
        auto serving = http::serve(app, options, std::move(listening));
        co_await race(std::move(serving), client);
    }());
    return well ? 0 : 1;
}
