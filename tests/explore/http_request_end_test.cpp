#include <plait/http/request.hpp>
#include <plait/http/request_end.hpp>
#include <plait/http/response.hpp>
#include <plait/http/router.hpp>
#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/explore.hpp>
#include <plait/testing/memory_network.hpp>
#include <plait/testing/memory_server.hpp>

#include <boost/system/system_error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>

using namespace plait::testing;
using namespace std::chrono_literals;
using plait::awaitable;
namespace http = plait::http;

namespace {

http::router slow_and_large()
{
    http::router app;
    app.get("/slow/{id}", [](http::request&) -> awaitable<http::response> {
        co_await plait::sleep_for(10ms);
        co_return http::text("done");
    });
    app.get("/large/{id}", [](http::request&) { return http::text(std::string(200'000, 'x')); });
    return app;
}

/// Asks again and again, each time for something else, until the server or the connection is gone.
awaitable<> ask_until_it_ends(memory_network& network, std::string host, std::map<std::string, int>& answers)
{
    int number = 0;
    try {
        for (;;) {
            memory_stream connection = co_await network.connect("server:80", host);
            for (bool closes = false; !closes;) {
                ++number;
                const std::string target = (number % 4 == 0 ? "/large/" : "/slow/") + host + std::to_string(number);
                co_await connection.write("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
                const std::string answer = co_await read_answer(connection);
                if (answer.empty())
                    break;
                ++answers[target];
                closes = answer.find("Connection: close") != std::string::npos;
            }
        }
    } catch (const std::runtime_error&) { // refused, reset, or cut within an answer
    }
}

} // namespace

TEST_SUITE_BEGIN("http request_end, explored");

TEST_CASE("whenever clients are cut off and the server is stopped, no request ends twice, and none that was answered "
          "is missing")
{
    int moment = 0;
    int answered = 0;
    int cut = 0;
    explore(300, [&](simulation& world) -> awaitable<> {
        const auto stop_after = std::chrono::milliseconds(++moment % 60);
        std::map<std::string, int> answers;
        std::map<std::string, int> ends;
        const auto options =
            http::server_options().drain_timeout(5ms).on_request_end([&](const http::request_end& end) {
                const bool whole = end.why == http::ending::answered;
                if (!end.target.empty())
                    ++ends[std::string(end.target)];
                else
                    REQUIRE(!whole);
                REQUIRE((end.bytes_out > 100) >= whole);
                ++(whole ? answered : cut);
            });
        memory_network network(link_options().latency(0ms, 3ms).short_reads().short_writes());
        network.link("unlucky", "server", link_options().latency(0ms, 3ms).short_reads().reset_after(stop_after / 2));
        auto serve_for_a_while = [&]() -> awaitable<> {
            auto server = serve_in_memory(slow_and_large(), options, network.listen("server:80"));
            co_await plait::race(std::move(server), plait::sleep_for(stop_after));
        };
        co_await plait::run_concurrent(
            serve_for_a_while(), ask_until_it_ends(network, "one", answers),
            world.on(1, [&] { return ask_until_it_ends(network, "unlucky", answers); }));
        for (const auto& [target, count] : ends) {
            CAPTURE(target);
            REQUIRE(count == 1);
        }
        for (const auto& [target, count] : answers) {
            CAPTURE(target);
            REQUIRE(ends.contains(target));
        }
    });
    CHECK(answered > 300);
    CHECK(cut > 100);
}

TEST_SUITE_END();
