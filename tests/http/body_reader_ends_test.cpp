#include <plait/http/body_reader.hpp>

#include <plait/http/stream.hpp>
#include <plait/settle.hpp>
#include <plait/shield.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

using namespace http_test;

namespace {

/// Reads all, and answers with how much it was.
awaitable<response> count(request&, body_reader& body)
{
    std::size_t size = 0;
    while (const auto piece = co_await body.read())
        size += piece->size();
    co_return text(std::to_string(size));
}

router counting(std::size_t limit)
{
    router app;
    app.post("/", count, route_options().body_limit(limit));
    return app;
}

} // namespace

TEST_SUITE_BEGIN("body_reader, ends");

TEST_CASE("a body that announces more than the limit is refused before its handler runs")
{
    bool called = false;
    router app;
    app.post(
        "/",
        [&](request&, body_reader&) -> awaitable<response> {
            called = true;
            co_return text("");
        },
        route_options().body_limit(10));
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(status_of(co_await ask(client, post("/", "12345678901"))) == 413);
    });
    CHECK(!called);
}

TEST_CASE("chunks beyond the limit, or wrong ones, fail the read, and the client is answered so")
{
    with_server(counting(1000), server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream large = server.connect();
        CHECK(status_of(co_await ask(large, post_chunks("/", "7d0\r\n" + large_text(2000)))) == 413);
        memory_stream wrong = server.connect();
        CHECK(status_of(co_await ask(wrong, post_chunks("/", "x\r\n"))) == 400);
    });
}

TEST_CASE("a client that does not go on is answered 408, and its handler's own time does not run meanwhile")
{
    const server_options options = server_options().body_timeout(5s).least_body_rate(0).handler_timeout(2s);
    with_server(counting(1000), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = post("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 3));
        co_await plait::sleep_for(4s);
        co_await client.write("d");
        CHECK(status_of(co_await read_answer(client)) == 408);
        CHECK(clock.elapsed() == 9s);
    });
}

TEST_CASE("a handler that works on a piece for too long is cut off")
{
    router app;
    app.post("/", [](request&, body_reader& body) -> awaitable<response> {
        while (co_await body.read())
            co_await plait::sleep_for(3s);
        co_return text("done");
    });
    const server_options options = server_options().handler_timeout(2s);
    with_server(app, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = post("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 3));
        CHECK(status_of(co_await read_answer(client)) == 503);
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("a handler that has given up a read has its own time again, and the body may come later")
{
    router app;
    app.post(
        "/{seconds:int}",
        [](request& request, body_reader& body) -> awaitable<response> {
            std::string read = "in time ";
            try {
                read += (co_await plait::with_timeout(200ms, body.read())).value_or("");
            } catch (const boost::system::system_error&) {
                read = "late ";
            }
            co_await plait::sleep_for(std::chrono::seconds(request.parameter<int>("seconds")));
            read += co_await body.read_all();
            co_return text(read);
        },
        route_options().handler_timeout(3s).body_timeout(5s));
    with_server(app, server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream slow = server.connect();
        const std::string all = post("/8", "abc");
        co_await slow.write(all.substr(0, all.size() - 3));
        CHECK(status_of(co_await read_answer(slow)) == 503);
        CHECK(clock.elapsed() == 3200ms);

        memory_stream client = server.connect();
        const std::string short_one = post("/2", "abc");
        co_await client.write(short_one.substr(0, short_one.size() - 3));
        co_await plait::sleep_for(1s); // nobody reads
        co_await client.write("a");
        co_await plait::sleep_for(5s); // longer than body_timeout, which counts from when the handler reads again
        co_await client.write("bc");
        CHECK(body_of(co_await read_answer(client)) == "late abc");
        CHECK(clock.elapsed() == 9200ms);
    });
}

TEST_CASE("a handler that does not read slows its client down")
{
    router app;
    std::size_t taken = 0;
    app.post(
        "/",
        [&](request&, body_reader& body) -> awaitable<response> {
            co_await plait::sleep_for(10s);
            while (const auto piece = co_await body.read())
                taken += piece->size();
            co_return text("done");
        },
        route_options().body_limit(10'000'000));
    with_server(app, server_options(), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(post("/", large_text(3'000'000)));
        CHECK(body_of(co_await read_answer(client)) == "done");
        CHECK(clock.elapsed() >= 10s);
    });
    CHECK(taken == 3'000'000);
}

TEST_CASE("a client that leaves in the middle of its body cancels the handler")
{
    bool cancelled = false;
    router app;
    app.post("/", [&](request&, body_reader& body) -> awaitable<response> {
        try {
            while (co_await body.read()) {
            }
        } catch (const boost::system::system_error& error) {
            cancelled = error.code() == boost::asio::error::operation_aborted;
            throw;
        }
        co_return text("done");
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        {
            memory_stream client = server.connect();
            const std::string all = post("/", "abcdef");
            co_await client.write(all.substr(0, all.size() - 3));
            co_await plait::sleep_for(1s);
        }
        co_await plait::sleep_for(1s);
        CHECK(server.connections() == 0);
    });
    CHECK(cancelled);
}

TEST_CASE("the loop goes on when a handler that was cancelled works on beyond its time")
{
    router app;
    app.post("/", [](request&, body_reader& body) -> awaitable<response> {
        co_await plait::shield([&]() -> awaitable<void> {
            static_cast<void>(co_await plait::settle(body.read_all()));
            co_await plait::sleep_for(60s);
        });
        co_return text("done");
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        {
            memory_stream client = server.connect();
            const std::string all = post("/", "abcdef");
            co_await client.write(all.substr(0, all.size() - 3));
            co_await plait::sleep_for(1s);
        }
        co_await plait::sleep_for(50s);
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(20s);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() == 71s);
    });
}

TEST_CASE("a server that cuts a handler off waits for no body that a shielded task reads")
{
    router app;
    app.post("/", [](request&, body_reader& body) -> awaitable<response> {
        co_await plait::shield([&]() -> awaitable<void> {
            static_cast<void>(co_await plait::settle(body.read_all()));
            static_cast<void>(co_await plait::settle(body.read_all()));
        });
        co_return text("done");
    });
    const server_options options = server_options().drain_timeout(2s);
    with_server(app, options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = post("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 3));
        co_await plait::sleep_for(1s);
        co_await server.drain();
        CHECK(clock.elapsed() == 3s);
    });
}

TEST_CASE("a handler may go on after a body that has not come, and its time has not run out with it")
{
    log_lines log;
    router app;
    app.post("/", [](request&, body_reader& body) -> awaitable<response> {
        const auto all = co_await plait::settle(body.read_all());
        co_await plait::sleep_for(1s);
        co_return text(std::get<0>(all).has_value() ? "whole" : "not whole", status::bad_request);
    });
    with_server(
        app, server_options().log(log.keep()), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string all = post("/", "abcdef");
            CHECK(body_of(co_await ask(client, all.substr(0, all.size() - 3))) == "not whole");
            CHECK(clock.elapsed() == 31s);
        });
    CHECK(log.lines.empty());
}

TEST_CASE("a stream that reads the body which its handler has left is told that it was dropped")
{
    bool told = false;
    router app;
    app.post("/", [&](request&, body_reader& body) -> awaitable<response> {
        static_cast<void>(co_await plait::settle(plait::with_timeout(1s, body.read_all())));
        co_return stream("text/plain", [&](body_writer& out) -> awaitable<void> {
            try {
                static_cast<void>(co_await body.read());
            } catch (const std::logic_error&) {
                told = true;
            }
            co_await out.write("end");
        });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = post("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 3));
        CHECK(body_of(co_await client.read_to_end()) == "3\r\nend\r\n0\r\n\r\n");
    });
    CHECK(told);
}

TEST_CASE("a handler that throws is answered 500, and the connection ends as the rest has not come")
{
    log_lines log;
    router app;
    app.post("/", [](request&, body_reader& body) -> awaitable<response> {
        static_cast<void>(co_await body.read());
        throw std::runtime_error("boom");
    });
    with_server(app, server_options().log(log.keep()), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = post("/", "abcdef");
        const std::string answer = co_await ask(client, all.substr(0, all.size() - 3));
        CHECK(status_of(answer) == 500);
        CHECK(field_of(answer, "Connection") == "close");
    });
    CHECK(log.lines.size() == 1);
}

TEST_SUITE_END();
