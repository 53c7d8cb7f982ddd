#include <plait/http/stream.hpp>

#include <plait/shield.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>
#include <support/streamed_answers.hpp>

#include <memory>
#include <stdexcept>
#include <string>

using namespace http_test;

TEST_SUITE_BEGIN("stream, given up");

TEST_CASE("a client that leaves cancels the stream, and what it captures is destroyed")
{
    bool cancelled = false;
    const auto kept = std::make_shared<int>(7);
    router app;
    app.get("/", [&, kept](request&) {
        return stream(
            "text/plain",
            [&cancelled](body_writer& out, const std::shared_ptr<int>& number) -> awaitable<void> {
                try {
                    while (true) {
                        co_await out.write(std::to_string(*number));
                        co_await plait::sleep_for(1s);
                    }
                } catch (const boost::system::system_error&) {
                    cancelled = true;
                    throw;
                }
            },
            kept);
    });
    const auto uses = kept.use_count();
    with_server(app, server_options(), [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        {
            memory_stream client = server.connect();
            co_await client.write(get("/"));
            co_await plait::sleep_for(3500ms);
            CHECK(kept.use_count() == uses + 1); // the stream has its own
        }
        co_await plait::sleep_for(1ms);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() < 4s);
    });
    CHECK(cancelled);
    CHECK(kept.use_count() == uses);
}

TEST_CASE("a client that does not read is given up after the write timeout")
{
    const server_options options = server_options().write_timeout(5s);
    with_server(streams(), options, [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/large"));
        co_await plait::sleep_for(4900ms);
        CHECK(server.connections() == 1);
        co_await plait::sleep_for(200ms);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() == 5100ms);
    });
}

TEST_CASE("flush does not return if the connection is given up before all has gone out")
{
    std::string seen;
    router app;
    app.get("/", [&](request&) {
        return stream("text/plain", [&](body_writer& out) -> awaitable<void> {
            auto flushed = [&]() -> awaitable<void> {
                co_await out.write(large_text());
                try {
                    co_await out.flush();
                    seen = "flushed";
                } catch (const boost::system::system_error& error) {
                    seen = error.code() == boost::asio::error::operation_aborted ? "given up" : error.what();
                }
            };
            co_await plait::shield(flushed());
        });
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/"));
        co_await plait::sleep_for(1h);
    });
    CHECK(seen == "given up");
}

TEST_CASE("a stream that fails as it is given up is logged")
{
    router app;
    app.get("/", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            try {
                while (true)
                    co_await out.write(large_text());
            } catch (const boost::system::system_error&) {
                throw std::runtime_error("boom");
            }
        });
    });
    log_lines log;
    const server_options options = server_options().write_timeout(5s).log(log.keep());
    with_server(app, options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/"));
        co_await plait::sleep_for(6s);
        CHECK(server.connections() == 0);
    });
    REQUIRE(log.lines.size() == 1);
    CHECK(log.lines.front().find("boom") != std::string::npos);
}

TEST_SUITE_END();
