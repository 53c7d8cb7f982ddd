#include <plait/http/serve.hpp>

#include <plait/race.hpp>
#include <plait/run_concurrent.hpp>
#include <plait/scope.hpp>
#include <plait/testing/memory_network.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>
#include <support/folder.hpp>
#include <support/tasks.hpp>
#include <support/tcp.hpp>

#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace http_test;
using plait::run_concurrent;
using plait::scope;
using plait::scope_options;
using plait::with_scope;
using plait::testing::memory_network;
using plait::testing::run_virtual;
using plait::testing::serve_in_memory;

namespace {

/// Work of an hour that a scope lets drain for a minute.
awaitable<void> hour_that_drains()
{
    auto body = [](scope& tasks) -> awaitable<void> {
        tasks.start(plait::sleep_for(1h));
        co_return;
    };
    co_await with_scope(scope_options().drain(1min), body);
}

router never_done()
{
    router routes;
    routes.get("/hour", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1h);
        co_return text("late");
    });
    routes.get("/ignores/7", [](request&) -> awaitable<response> {
        co_await tasks::ignore_cancellation_for(7s);
        co_return text("late");
    });
    routes.get("/drains", [](request&) -> awaitable<response> {
        co_await hour_that_drains();
        co_return text("late");
    });
    routes.get(
        "/limited", [](request&) -> awaitable<response> { // cut off by its own limit, before the server is stopped
            co_await plait::race(plait::sleep_for(500ms), hour_that_drains());
            co_return text("late");
        });
    routes.get("/background/hour", [](request& request) -> awaitable<response> {
        request.background().start(plait::sleep_for(1h));
        co_return text("begun");
    });
    routes.get("/background/drains", [](request& request) -> awaitable<response> {
        request.background().start(hour_that_drains());
        co_return text("begun");
    });
    routes.get("/in/time", [](request& request) -> awaitable<response> {
        request.background().start(plait::sleep_for(4s));
        co_await plait::sleep_for(3s);
        co_return text("done");
    });
    return routes;
}

enum class way { in_memory, on_sockets };
constexpr way both_ways[] = {way::in_memory, way::on_sockets};

server_options five_seconds(log_lines& log)
{
    return server_options().drain_timeout(5s).handler_timeout(24h).log(log.keep());
}

/// A server that `stop` runs, and stops, and a client that waits for the answer to one request.
template <class Stop>
awaitable<void> ask_in_memory(const std::string& path, log_lines& log, Stop& stop)
{
    memory_network network;
    auto client = [&]() -> awaitable<void> {
        memory_stream connected = co_await network.connect("server:80");
        co_await connected.write(get(path));
        co_await connected.read_to_end();
    };
    co_await run_concurrent(stop(serve_in_memory(never_done(), five_seconds(log), network.listen("server:80"))), client);
}

/// The same on a unix socket, whose bytes have arrived when they are sent: virtual time never overtakes them.
template <class Stop>
awaitable<void> ask_on_sockets(const std::string& path, log_lines& log, Stop& stop)
{
    using local = asio::local::stream_protocol;
    const folder sockets;
    const std::string file = sockets.file("server");
    const server_options options = five_seconds(log).listen("unix:" + file);
    listener listening(options);
    auto client = [&]() -> awaitable<void> {
        asio::basic_stream_socket<local, plait::executor> connected(co_await asio::this_coro::executor);
        co_await connected.async_connect(local::endpoint(file), asio::deferred);
        asio::write(connected, asio::buffer(get(path)));
        co_await read_all(connected);
    };
    co_await run_concurrent(stop(serve(never_done(), options, std::move(listening))), client);
}

/// When the server ends, whose drain timeout is 5 s.
template <class Stop>
std::chrono::milliseconds end_of(way how, const std::string& path, log_lines& log, Stop stop)
{
    std::chrono::milliseconds ended{};
    run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        auto stopped = [&](awaitable<void> server) -> awaitable<void> {
            co_await stop(std::move(server));
            ended = std::chrono::duration_cast<std::chrono::milliseconds>(clock.elapsed());
        };
        if (how == way::in_memory)
            co_await ask_in_memory(path, log, stopped);
        else
            co_await ask_on_sockets(path, log, stopped);
        co_await plait::sleep_for(1h); // and nothing is left that comes later
    });
    return ended;
}

awaitable<void> raced(awaitable<void> server)
{
    co_await plait::race(std::move(server), plait::sleep_for(1s));
}

} // namespace

TEST_SUITE_BEGIN("serve, drain");

TEST_CASE("a server that is stopped ends when drain_timeout is over, and not later")
{
    struct row {
        const char* path;
        std::chrono::milliseconds ended;
        std::string log;
    };
    const std::string cut = "drain_timeout is over, connections that are cut off: 1: GET ";
    for (const row& r : {
             row{"/hour", 6s, cut + "/hour, in sleep"},
             row{"/ignores/7", 7s, cut + "/ignores/7, in sleep"}, // the one thing that a server waits for
             row{"/drains", 6s, cut + "/drains, in scope > sleep"},
             row{"/limited", 6s, cut + "/limited, in race > scope > sleep"},
             row{"/background/hour", 6s, "background work, cut off at the drain timeout: scope: Operation canceled"},
             row{"/background/drains", 6s, "background work, cut off at the drain timeout: scope: Operation canceled"},
             row{"/in/time", 4s, ""},
         }) {
        CAPTURE(r.path);
        for (const way how : both_ways) {
            CAPTURE(how);
            log_lines log;
            CHECK(end_of(how, r.path, log, &raced) == r.ended);
            CHECK(log.lines.size() == (r.log.empty() ? 0 : 1));
            CHECK((log.lines.empty() ? std::string() : log.lines.front()).starts_with(r.log));
        }
    }
}

TEST_CASE("what runs beside the server may fail while it drains, and be stopped again: the time stays the same")
{
    log_lines log;
    auto beside = [](awaitable<void> server) -> awaitable<void> {
        auto all = [&]() -> awaitable<void> {
            co_await run_concurrent(std::move(server), tasks::failure_after(1s, "boom"));
        };
        co_await tasks::cancelled_after(3s, all());
    };
    for (const way how : both_ways) {
        CAPTURE(how);
        CHECK(end_of(how, "/hour", log, beside) == 6s);
        CHECK(end_of(how, "/background/hour", log, beside) == 6s);
    }
    CHECK(log.lines.size() == 4);
}

TEST_CASE(
    "a scope around the server that drains for less ends it sooner, one that drains for more does not end it later")
{
    struct row {
        std::chrono::seconds drain;
        std::chrono::milliseconds ended;
        std::string log;
    };
    for (const row& r :
         {row{2s, 3s, "stopped before drain_timeout was over, connections that are cut off: 1: GET /hour, in sleep"},
          row{20s, 6s, "drain_timeout is over, connections that are cut off: 1: GET /hour, in sleep"}}) {
        log_lines log;
        auto around = [drain = r.drain](awaitable<void> server) -> awaitable<void> {
            auto body = [&](scope&) -> awaitable<void> { co_await std::move(server); };
            auto run = [&]() -> awaitable<void> { co_await with_scope(scope_options().drain(drain), body); };
            co_await tasks::cancelled_after(1s, run());
        };
        for (const way how : both_ways) {
            CAPTURE(how);
            log_lines log;
            CHECK(end_of(how, "/hour", log, around) == r.ended);
            CHECK(log.lines == std::vector<std::string>{r.log});
        }
    }
}

TEST_CASE("a second signal, as of a main that has its own, ends a drain at once, and a third changes nothing")
{
    log_lines log;
    auto signalled = [](awaitable<void> server) -> awaitable<void> {
        asio::cancellation_signal ending;
        const plait::executor loop = (co_await asio::this_coro::executor).owner().root();
        bool ended = false;
        asio::co_spawn(
            loop, run_concurrent(std::move(server), tasks::wait_for_ever()),
            asio::bind_cancellation_slot(ending.slot(), [&](std::exception_ptr, auto&&) { ended = true; }));
        for (int i = 0; i < 3; ++i) {
            co_await plait::sleep_for(1s);
            CHECK(ended == (i == 2));
            ending.emit(asio::cancellation_type::terminal);
        }
        CHECK(ended);
    };
    for (const way how : both_ways) {
        CAPTURE(how);
        CHECK(end_of(how, "/hour", log, signalled) == 3s);
    }
    CHECK(log.lines.size() == 2);
}

TEST_CASE("a server may outlive the task that has started it")
{
    run_virtual([](virtual_clock&) -> awaitable<void> {
        memory_network network;
        router routes = app();
        routes.get("/plain", [](request&) -> response { return text("plain"); });
        asio::cancellation_signal ending;
        bool ended = false;
        auto start = [&]() -> awaitable<void> {
            asio::co_spawn(
                co_await asio::this_coro::executor,
                serve_in_memory(routes, server_options(), network.listen("server:80")),
                asio::bind_cancellation_slot(ending.slot(), [&](std::exception_ptr) { ended = true; }));
        };
        co_await run_concurrent(start);
        memory_stream client = co_await network.connect("server:80");
        CHECK(body_of(co_await ask(client, get("/slow"))) == "slow");
        CHECK(body_of(co_await ask(client, get("/plain"))) == "plain");
        ending.emit(asio::cancellation_type::terminal);
        co_await plait::sleep_for(1s);
        CHECK(ended);
    });
}

TEST_SUITE_END();
