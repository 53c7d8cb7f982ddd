#include <doctest/doctest.h>
#include <support/debug_routes.hpp>

#include <stdexcept>
#include <string>

using namespace debug_routes_test;

TEST_SUITE_BEGIN("debug routes");

TEST_CASE("a profile is a file, named as Go names it, that is taken for as many seconds as were asked for")
{
    with_server(debug_app(), with_peers, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(from_home + local("/debug/pprof/profile?seconds=10"));
        const std::string got = co_await read_answer(client);

        CHECK(clock.elapsed() == 10s);
        CHECK(status_of(got) == 200);
        CHECK(body_of(got) == "cpu, 10 s, detail 0");
        CHECK(field_of(got, "Content-Type") == "application/octet-stream");
        CHECK(field_of(got, "Content-Disposition") == "attachment; filename=\"profile\"");
        CHECK(field_of(got, "Cache-Control") == "no-store");
        CHECK(field_of(got, "X-Content-Type-Options") == "nosniff");
    });
}

TEST_CASE("without seconds a profile takes 30, and with the most it is not cut off")
{
    CHECK(body_of(answered(debug_app(), "/debug/pprof/profile")) == "cpu, 30 s, detail 0");
    CHECK(body_of(answered(debug_app(), "/debug/pprof/profile?seconds=1")) == "cpu, 1 s, detail 0");
    CHECK(body_of(answered(debug_app(), "/debug/pprof/profile?seconds=300")) == "cpu, 300 s, detail 0");
}

TEST_CASE("seconds that are none are answered 400, and what is allowed is said")
{
    for (const char* bad : {"", "0", "301", "-1", "1.5", "1e1", "10s", "010", "99999999999999999999", "x", "+1"}) {
        CAPTURE(bad);
        const std::string got = answered(debug_app(), "/debug/pprof/profile?seconds=" + std::string(bad));
        CHECK(status_of(got) == 400);
        CHECK(body_of(got) == "seconds is a number from 1 to 300, as in /debug/pprof/profile?seconds=10\n");
        CHECK(field_of(got, "X-Go-Pprof") == "1");
    }
}

TEST_CASE("each kind of profile has its path and its maker")
{
    for (const std::string name : {"heap", "allocs", "block", "mutex", "tasks"}) {
        CAPTURE(name);
        const std::string got = answered(debug_app(), "/debug/pprof/" + name);
        CHECK(status_of(got) == 200);
        CHECK(body_of(got) == name + (name == "block" || name == "mutex" ? ", 30 s, detail 0" : ", 0 s, detail 0"));
        CHECK(field_of(got, "Content-Disposition") == "attachment; filename=\"" + name + "\"");
    }
}

TEST_CASE("the tasks are a text with debug=1 and debug=2")
{
    for (const std::string detail : {"1", "2"}) {
        const std::string got = answered(debug_app(), "/debug/pprof/tasks?debug=" + detail);
        CHECK(body_of(got) == "tasks, 0 s, detail " + detail);
        CHECK(field_of(got, "Content-Type") == "text/plain; charset=utf-8");
        CHECK_FALSE(field_of(got, "Content-Disposition"));
    }
    for (const std::string bad : {"3", "-1", "", "yes"}) {
        const std::string got = answered(debug_app(), "/debug/pprof/tasks?debug=" + bad);
        CHECK(status_of(got) == 400);
        CHECK(body_of(got) == "debug is 0, a file for pprof, or 1 or 2, a text: /debug/pprof/tasks?debug=1\n");
    }
}

TEST_CASE("of the heap there is what changes in so many seconds")
{
    for (const std::string name : {"heap", "allocs"}) {
        CHECK(body_of(answered(debug_app(), "/debug/pprof/" + name)) == name + ", 0 s, detail 0");
        CHECK(body_of(answered(debug_app(), "/debug/pprof/" + name + "?seconds=300")) == name + ", 300 s, detail 0");
        const std::string wrong = answered(debug_app(), "/debug/pprof/" + name + "?seconds=0");
        CHECK(status_of(wrong) == 400);
        CHECK(body_of(wrong) == "seconds is a number from 1 to 300, as in /debug/pprof/" + name + "?seconds=10\n");
    }
}

TEST_CASE("what a profile does not have is refused, and not left out without a word")
{
    for (const std::string name : {"profile", "heap", "allocs", "block", "mutex"}) {
        const std::string text = answered(debug_app(), "/debug/pprof/" + name + "?debug=1");
        CHECK(status_of(text) == 400);
        CHECK(body_of(text) == name + " is a file for pprof; only tasks has debug=1 and debug=2\n");
        CHECK(status_of(answered(debug_app(), "/debug/pprof/" + name + "?debug=0")) == 200);
    }
}

TEST_CASE("a profile that cannot be had is answered with its reason")
{
    profile_makers makers = all_told();
    makers.cpu = failing<plait::detail::profile_unavailable>("no timers here");
    makers.heap = failing<plait::detail::profile_not_linked>("link plait-heap");
    makers.tasks = failing<plait::detail::profile_running>("one is being taken");
    const router app = debug_app(makers);

    const std::string none = answered(app, "/debug/pprof/profile");
    CHECK(status_of(none) == 501);
    CHECK(body_of(none) == "profile: no timers here\n");
    CHECK(field_of(none, "X-Go-Pprof") == "1");
    const std::string not_linked = answered(app, "/debug/pprof/heap");
    CHECK(status_of(not_linked) == 404);
    CHECK(body_of(not_linked) == "heap: link plait-heap\n");
    const std::string second = answered(app, "/debug/pprof/tasks");
    CHECK(status_of(second) == 409);
    CHECK(body_of(second) == "tasks: one is being taken\n");
}

TEST_CASE("a maker that fails otherwise is answered 500 and logged")
{
    profile_makers makers = all_told();
    makers.cpu = failing<std::runtime_error>("broken");
    log_lines log;
    with_server(
        debug_app(makers), server_options(with_peers).log(log.keep()),
        [](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            co_await client.write(from_home + local("/debug/pprof/profile"));
            CHECK(status_of(co_await read_answer(client)) == 500);
        });
    REQUIRE(log.lines.size() == 1);
    CHECK(log.lines[0].find("broken") != std::string::npos);
}

TEST_CASE("a client that leaves ends its profile")
{
    bool ended = false;
    profile_makers makers = all_told();
    makers.cpu.take = [&](profile_order order) -> awaitable<std::string> {
        try {
            co_await plait::sleep_for(order.how_long);
        } catch (const boost::system::system_error&) {
            ended = true;
            throw;
        }
        co_return "";
    };
    with_server(debug_app(makers), with_peers, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        std::optional<memory_stream> client = server.connect();
        co_await client->write(from_home + local("/debug/pprof/profile?seconds=300"));
        co_await plait::sleep_for(1s);
        client.reset();
        co_await plait::sleep_for(1s);
        CHECK(ended);
        CHECK(server.connections() == 0);
        CHECK(clock.elapsed() == 2s);
    });
}

TEST_CASE("a server that stops waits for a profile no longer than for any other request")
{
    log_lines log;
    const server_options options = server_options(with_peers).drain_timeout(3s).log(log.keep());
    with_server(debug_app(), options, [&](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(from_home + local("/debug/pprof/profile?seconds=300"));
        co_await plait::sleep_for(1s);
        co_await server.drain();
        CHECK(clock.elapsed() == 4s);
        CHECK(server.connections() == 0);
    });
    CHECK(log.lines.size() >= 1);
}

TEST_CASE("cmdline is the program and its arguments, with a NUL between them")
{
    const std::string got = answered(debug_app(), "/debug/pprof/cmdline");

#ifdef __linux__
    CHECK(status_of(got) == 200);
    CHECK(body_of(got).size() > 1);
    CHECK(body_of(got).back() != '\0');
#else
    CHECK(status_of(got) == 501);
#endif
    CHECK(field_of(got, "Content-Type") == "text/plain; charset=utf-8");
}

TEST_CASE("there is something to GET and to HEAD alone")
{
    CHECK(status_of(answered(debug_app(), "/debug/", "HEAD")) == 200);
    CHECK(status_of(answered(debug_app(), "/debug/pprof/heap", "HEAD")) == 200);
    const std::string posted = answered(debug_app(), "/debug/pprof/profile", "POST");
    CHECK(status_of(posted) == 405);
    CHECK(field_of(posted, "Allow") == "GET, HEAD");
    const std::string options = answered(debug_app(), "/debug/pprof/profile", "OPTIONS");
    CHECK(status_of(options) == 204);
    CHECK(field_of(options, "Allow") == "GET, HEAD");
    CHECK(status_of(answered(debug_app(), "/debug/nothing")) == 404);
}

TEST_SUITE_END();
