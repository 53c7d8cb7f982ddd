#include "http/connection/connection.hpp"

#include <plait/detail/join/join.hpp>
#include <plait/run_concurrent.hpp>

#include <boost/asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <support/http.hpp>

#include <functional>
#include <optional>
#include <string>

using namespace http_test;

namespace {

/// Handlers whose first step stops the server, and that then use their request.
router stopping(const std::function<void()>& stop)
{
    router routes = app();
    routes.get("/coroutine", [stop](request& request) -> awaitable<response> {
        stop();
        co_return text(std::string(request.target()));
    });
    routes.get("/function", [stop](request& request) {
        stop();
        return text(std::string(request.target()));
    });
    routes.get("/waits", [stop](request& request) -> awaitable<response> {
        stop();
        co_await plait::sleep_for(1s);
        co_return text(std::string(request.target()));
    });
    routes.get("/fails", [stop](request&) -> awaitable<response> {
        stop();
        throw std::runtime_error("boom");
        co_return response();
    });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("connection, told to end");

TEST_CASE("a handler may drain the server in its first step, and is answered")
{
    for (const std::string target : {"/coroutine", "/function", "/waits", "/fails"}) {
        CAPTURE(target);
        memory_server* stopped = nullptr;
        log_lines log;
        auto stop = [&] { static_cast<void>(stopped->drain()); };
        const server_options options = server_options().log(log.keep());
        with_server(stopping(stop), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            stopped = &server;
            memory_stream client = server.connect();
            memory_stream other = server.connect();
            CHECK(status_of(co_await ask(other, get("/"))) == 200);
            co_await client.write(get(target));
            const std::string answer = co_await client.read_to_end();
            CHECK(field_of(answer, "Connection") == "close");
            CHECK(status_of(answer) == (target == "/fails" ? 500 : 200));
            CHECK((co_await other.read_to_end()) == "");
            CHECK(server.connections() == 0);
        });
    }
}

TEST_CASE("a handler may cancel the server in its first step, and is heard if it answers")
{
    struct row {
        std::string target;
        int status;
    };
    for (const row& r : {row{"/coroutine", 200}, row{"/function", 200}, row{"/waits", 0}, row{"/fails", 500}}) {
        CAPTURE(r.target);
        log_lines log;
        std::string answer;
        plait::testing::run_virtual([&](virtual_clock& clock) -> awaitable<void> {
            plait::detail::join serving(co_await boost::asio::this_coro::executor, "test");
            std::optional<memory_stream> client;
            auto main = [&](memory_server& server) -> awaitable<void> {
                client.emplace(server.connect());
                co_await client->write(get(r.target) + get("/"));
                co_await plait::sleep_for(1h);
            };
            auto stop = [&] { serving.cancel(); };
            auto options = server_options().log(log.keep());
            co_await serving.run(
                [&] { serving.start(plait::testing::serve_in_memory(stopping(stop), options, main)); });
            CHECK(clock.elapsed() == 0s);
            answer = co_await client->read_to_end();
        });
        CHECK(status_of(answer) == r.status);
        CHECK(log.lines.size() == (r.status == 500 ? 1 : 0));
    }
}

TEST_CASE("the log may drain the server")
{
    memory_server* stopped = nullptr;
    const server_options options = server_options().log([&](std::string_view) { static_cast<void>(stopped->drain()); });
    with_server(app(), options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        stopped = &server;
        memory_stream client = server.connect();
        co_await client.write(get("/throws"));
        CHECK(status_of(co_await client.read_to_end()) == 500);
    });
}

TEST_CASE("half a head has a second for the rest, however it comes, when the server stops")
{
    struct row {
        const char* name;
        bool before; // the server stops
        plait::clock::duration rest_after;
        int status;
        plait::clock::duration ends;
    };
    for (row r : {
             row{"in time", true, 900ms, 200, 900ms},
             row{"too late", true, 3s, 408, 1s},
             row{"begun when it stops", false, 3s, 408, 1s},
         }) {
        CAPTURE(r.name);
        with_server([&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            if (r.before)
                co_await client.write("POST /echo HTTP/1.1\r\n");
            co_await plait::sleep_for(5s);
            std::string answer;
            plait::clock::duration ended{};
            auto stop = [&]() -> awaitable<void> {
                co_await server.drain();
                ended = clock.elapsed();
            };
            co_await plait::run_concurrent(stop, [&]() -> awaitable<void> {
                if (!r.before)
                    co_await client.write("POST /echo HTTP/1.1\r\n");
                for (plait::clock::duration waited{}; waited < r.rest_after; waited += 100ms) {
                    co_await plait::sleep_for(100ms);
                    if (server.connections() > 0)
                        co_await client.write("X: y\r\n");
                }
                if (server.connections() > 0)
                    co_await client.write("Host: test\r\n\r\n");
                answer = co_await client.read_to_end();
            });

            CHECK(status_of(answer) == r.status);
            CHECK(ended == 5s + r.ends);
        });
    }
}

TEST_SUITE_END();
