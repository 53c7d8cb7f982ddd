#pragma once

#include <plait/http/body_reader.hpp>
#include <plait/http/events.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/stream.hpp>

#include <doctest/doctest.h>
#include <support/echo.hpp>
#include <support/tasks.hpp>

#include <boost/system/system_error.hpp>

#include <cstdint>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

/// Helps to test `server_options::on_request_end`.
namespace http_test {

/// What the function of a test was told.
struct told {
    std::string text; // "GET /users/7 by /users/{id}: 200 answered after 20 ms"
    std::uint64_t id;
    std::uint64_t bytes_in;
    std::uint64_t bytes_out;
};

inline std::string text_of(const request_end& end)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(end.duration).count();
    return std::string(to_string(end.method))
        .append(" ")
        .append(end.target)
        .append(" by ")
        .append(end.route)
        .append(": ")
        .append(std::to_string(static_cast<unsigned>(end.status)))
        .append(" ")
        .append(to_string(end.why))
        .append(" after ")
        .append(std::to_string(milliseconds))
        .append(" ms");
}

inline std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& each : texts)
        all.append(each).append("\n");
    return all;
}

/// Keeps what is told.
struct ends {
    std::vector<told> all;

    [[nodiscard]] std::function<void(const request_end&)> keep()
    {
        return [this](const request_end& end) {
            CHECK(end.request.target() == end.target);
            all.push_back({text_of(end), end.id, end.bytes_in, end.bytes_out});
        };
    }
    [[nodiscard]] std::string texts() const
    {
        std::vector<std::string> some;
        for (const told& each : all)
            some.push_back(each.text);
        return joined(some);
    }
    [[nodiscard]] std::uint64_t bytes_in() const
    {
        return std::accumulate(all.begin(), all.end(), std::uint64_t(0), [](std::uint64_t sum, const told& each) {
            return sum + each.bytes_in;
        });
    }
    [[nodiscard]] std::uint64_t bytes_out() const
    {
        return std::accumulate(all.begin(), all.end(), std::uint64_t(0), [](std::uint64_t sum, const told& each) {
            return sum + each.bytes_out;
        });
    }
};

/// Has a route for each way in which a request can end.
inline router every_ending(echo_record& record)
{
    router routes = echoing(record);
    routes.get("/hour", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1h);
        co_return text("late");
    });
    routes.get("/ignores", [](request&) -> awaitable<response> {
        co_await tasks::ignore_cancellation_for(1min);
        co_return text("late");
    });
    routes.get("/users/{id}", [](request&) -> response { throw http_error(status::conflict, "no"); });
    routes.get("/unavailable", [](request&) -> response { throw http_error(status::service_unavailable); });
    routes.get("/wrong", [](request&) { return response(static_cast<status>(199)); });
    routes.put("/reads", [](request&, body_reader& body) -> awaitable<response> {
        co_return text(std::to_string((co_await body.read_all()).size()));
    });
    routes.put("/reads/none", [](request&, body_reader&) -> awaitable<response> { co_return text("no"); });
    routes.get("/stream", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 3; ++i) {
                co_await out.write(large_text(20'000));
                co_await plait::sleep_for(1s);
            }
        });
    });
    routes.get("/stream/throws", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("some");
            co_await plait::sleep_for(1s);
            throw std::runtime_error("boom");
        });
    });
    routes.get("/stream/throws/at/once", [](request&) {
        return stream("text/plain", [](body_writer&) -> awaitable<void> {
            throw std::runtime_error("boom");
            co_return;
        });
    });
    const auto for_ever = [](body_writer& out) -> awaitable<void> {
        co_await out.write("some");
        co_await plait::sleep_for(1h);
    };
    const auto ignores = [](body_writer& out) -> awaitable<void> {
        co_await out.write("some");
        co_await tasks::ignore_cancellation_for(1min);
    };
    const auto floods = [](body_writer& out) -> awaitable<void> {
        while (true)
            co_await out.write(large_text());
    };
    const auto limited = route_options().stream_timeout(10s);
    routes.get("/stream/hour", [=](request&) { return stream("text/plain", for_ever); });
    routes.get(
        "/stream/limited", [=](request&) { return stream("text/plain", for_ever); }, limited);
    routes.get(
        "/stream/ignores", [=](request&) { return stream("text/plain", ignores); }, limited);
    routes.get(
        "/stream/floods", [=](request&) { return stream("text/plain", floods); }, limited);
    routes.get("/live", [](request&) {
        return events([](event_writer& out) -> awaitable<void> {
            co_await out.send("1");
            co_await plait::sleep_for(1h);
        });
    });
    return routes;
}

using client_of = std::function<awaitable<void>(memory_server&)>;

/// Sends all of that, and reads until the server closes.
inline client_of sends(std::string text, std::size_t capacity = 64 * 1024)
{
    return [text, capacity](memory_server& server) -> awaitable<void> {
        memory_stream client = server.connect(capacity);
        try {
            co_await client.write(text);
        } catch (const boost::system::system_error&) { // the server has closed before it has read all
        }
        co_await client.read_to_end();
    };
}

/// Sends all of that, reads nothing, and leaves after that time.
inline client_of leaves(std::string text, std::chrono::seconds after, std::size_t capacity = 64 * 1024)
{
    return [text, after, capacity](memory_server& server) -> awaitable<void> {
        {
            memory_stream client = server.connect(capacity);
            co_await client.write(text);
            co_await plait::sleep_for(after);
        }
        co_await plait::sleep_for(2min);
    };
}

/// The same, with a reset of the connection.
inline client_of resets(std::string text, std::chrono::seconds after)
{
    return [text, after](memory_server& server) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(text);
        co_await plait::sleep_for(after);
        client.reset();
        co_await plait::sleep_for(2min);
    };
}

/// Sends all of that, and a second later the server is stopped.
inline client_of is_stopped(std::string text, std::size_t capacity = 64 * 1024)
{
    return [text, capacity](memory_server& server) -> awaitable<void> {
        memory_stream client = server.connect(capacity);
        co_await client.write(text);
        co_await plait::sleep_for(1s);
        co_await server.drain();
    };
}

inline std::string put(std::string_view target, std::string_view lines, std::string_view body)
{
    return std::string("PUT ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: test\r\n")
        .append(lines)
        .append("\r\n")
        .append(body);
}

/// A way in which requests end, and what is told of them.
struct request_end_row {
    std::string name;
    client_of client;
    std::vector<std::string> expected;
};

inline void check_row(const request_end_row& row)
{
    CAPTURE(row.name);
    ends seen;
    log_lines log;
    echo_record record;
    const server_options options =
        server_options().handler_timeout(5s).drain_timeout(3s).log(log.keep()).on_request_end(seen.keep());
    with_server(
        every_ending(record), options, [&](memory_server& server, virtual_clock&) { return row.client(server); });
    CHECK(seen.texts() == joined(row.expected));
}

} // namespace http_test
