// Files that are not sent to their end.
#include <plait/http/files.hpp>

#include <plait/run_concurrent.hpp>

#include <support/ended_requests.hpp>
#include <support/served_files.hpp>

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using namespace http_test;

TEST_SUITE_BEGIN("files, ends");

TEST_CASE("a file that becomes shorter while it is sent cuts the connection, and is logged")
{
    const some_files folder;
    log_lines log;
    ends seen;
    with_server(
        mounted(folder), server_options().log(log.keep()).on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect(1000);
            co_await client.write(get("/static/very-large.txt"));
            co_await plait::sleep_for(1s);
            fs::resize_file(folder.file("very-large.txt"), 1'000'000);
            const std::string answer = co_await client.read_to_end();
            CHECK(field_of(answer, "Content-Length") == std::to_string(very_large));
            CHECK(body_of(answer).size() <= 1'000'000);
            CHECK(large_text(very_large).starts_with(body_of(answer)));
        });
    REQUIRE(log.lines.size() == 1);
    CHECK(log.lines.front().find("GET /static/very-large.txt: the file has become shorter") != std::string::npos);
    REQUIRE(seen.all.size() == 1);
    CHECK(seen.all.front().text.find("200 failed") != std::string::npos);
}

TEST_CASE("a file that grows while it is sent gives no byte more than was said")
{
    const some_files folder;
    with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect(1000);
        co_await client.write(get("/static/large.txt", "Connection: close\r\n"));
        co_await plait::sleep_for(1s);
        fs::resize_file(folder.file("large.txt"), 2 * large_size);
        CHECK(body_of(co_await client.read_to_end()) == large_text());
    });
}

TEST_CASE("a client that takes nothing is left after write_timeout, one that takes a little is not")
{
    const some_files folder;
    ends seen;
    with_server(
        mounted(folder), server_options().write_timeout(5s).on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream slow = server.connect(30'000);
            co_await slow.write(get("/static/large.txt", "Connection: close\r\n"));
            std::size_t come = 0;
            while (come < large_size) {
                co_await plait::sleep_for(4s);
                const std::string some = co_await slow.read();
                if (some.empty())
                    break;
                come += some.size();
            }
            CHECK(come > large_size);
            const auto before = clock.elapsed();
            memory_stream deaf = server.connect(30'000);
            co_await deaf.write(get("/static/large.txt"));
            while (server.connections() > 0)
                co_await plait::sleep_for(1s);
            CHECK(clock.elapsed() - before >= 5s);
            CHECK(clock.elapsed() - before <= 7s);
        });
    CHECK(seen.texts().find("200 answered") != std::string::npos);
    CHECK(seen.texts().find("200 write_timeout after 5") != std::string::npos);
}

TEST_CASE("the text behind several parts is sent once, however often it waits for room")
{
    const some_files folder;
    with_server(mounted(folder), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const std::size_t room : {10, 100, 1000}) {
            memory_stream client = server.connect(room);
            co_await client.write(
                get("/static/large.txt", "Range: bytes=0-9,50000-50009\r\n")
                + get("/static/large.txt", "Range: bytes=0-9,20-\r\n")
                + get("/static/small.txt", "Connection: close\r\n"));
            for (int i = 0; i < 2; ++i)
                CHECK(body_of(co_await read_answer(client)).ends_with("--\r\n"));
            const std::string last = co_await client.read_to_end();
            CHECK(last.starts_with("HTTP/1.1 200 OK\r\n"));
            CHECK(body_of(last) == "hello");
        }
    });
}

TEST_CASE("a client that leaves ends its file")
{
    const some_files folder;
    ends seen;
    with_server(
        mounted(folder), server_options().on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            {
                memory_stream client = server.connect(1000);
                co_await client.write(get("/static/large.txt"));
                co_await plait::sleep_for(1s);
                client.reset();
            }
            co_await plait::sleep_for(1s);
            CHECK(server.connections() == 0);
        });
    CHECK(seen.texts().find("200 client_left") != std::string::npos);
}

TEST_CASE("a server that stops lets a file go out, until its drain_timeout")
{
    const some_files folder;
    ends seen;
    with_server(
        mounted(folder), server_options().drain_timeout(3s).on_request_end(seen.keep()),
        [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
            memory_stream good = server.connect(1000);
            memory_stream slow = server.connect(1000);
            for (memory_stream* each : {&good, &slow})
                co_await each->write(get("/static/large.txt"));
            co_await plait::sleep_for(1s);
            auto read = [&]() -> awaitable<void> { CHECK(body_of(co_await good.read_to_end()) == large_text()); };
            auto stop = [&]() -> awaitable<void> { co_await server.drain(); };
            co_await plait::run_concurrent(read(), stop());
            CHECK(clock.elapsed() >= 4s);
            CHECK(clock.elapsed() <= 5s);
        });
    CHECK(seen.texts().find("200 answered") != std::string::npos);
    CHECK(seen.texts().find("200 stopped") != std::string::npos);
}

TEST_SUITE_END();
