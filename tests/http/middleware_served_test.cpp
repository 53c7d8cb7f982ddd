#include <plait/http/middleware.hpp>

#include <plait/context_value.hpp>
#include <plait/http/access_log.hpp>
#include <plait/http/background_tasks.hpp>
#include <plait/http/body_reader.hpp>
#include <plait/http/current_route.hpp>
#include <plait/http/request_id.hpp>
#include <plait/http/stream.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/streamed_answers.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace http_test;

namespace {

constexpr plait::context_value<std::string> user;

/// Writes down what is asked for, and with which status it is answered.
auto notes(std::vector<std::string>& log)
{
    return [&log](request& request, next_handler next) -> awaitable<response> {
        std::string line(request.target());
        try {
            response answer = co_await next(request);
            log.push_back(line + " " + std::to_string(static_cast<int>(answer.status())));
            co_return answer;
        } catch (const http_error& error) {
            log.push_back(line + " throws " + std::to_string(static_cast<int>(error.status())));
            throw;
        }
    };
}

auto adds_field()
{
    return [](request& request, next_handler next) {
        request.add_to_answer("X-All", "yes");
        return next(request);
    };
}

bool has_field(const std::string& answer)
{
    return answer.find("\r\nX-All: yes\r\n") != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("middleware, served");

TEST_CASE("a field for whichever answer goes to those that the server makes itself, too")
{
    router routes;
    routes.use(adds_field());
    routes.mount("/", app());
    routes.get("/odd", [](request&) { return response(static_cast<status>(99)); });
    log_lines log;
    const server_options options = server_options().handler_timeout(3s).log(log.keep());
    with_server(routes, options, [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const char* target :
             {"/", "/slow", "/throws", "/throws/7", "/stubborn", "/nowhere", "/odd", "/large", "/nothing", "//"}) {
            CAPTURE(std::string(target));
            memory_stream client = server.connect();
            CHECK(has_field(co_await ask(client, get(target))));
        }
        memory_stream client = server.connect();
        CHECK(has_field(co_await ask(client, post("/", "x")))); // 405
        CHECK(has_field(co_await ask(client, get("/"))));       // and not for the next request of a connection only
        CHECK(!has_field(co_await ask(client, "GET / HTTP/1.1\r\n\r\n"))); // refused before there was a request
    });
}

TEST_CASE("the lines of both logs have a request's identity")
{
    log_lines log;
    std::vector<std::string> access;
    router routes;
    routes.use(request_id());
    routes.get("/fails", [](request&) -> response { throw std::runtime_error("oops"); });
    routes.get(
        "/busy", [](request&) -> response { throw http_error(status::service_unavailable).set("Retry-After", "1"); });
    const auto options = server_options().log(log.keep()).on_request_end([&](const request_end& end) {
        access.push_back(access_line(end));
    });
    std::string id;
    with_server(routes, options, [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string answer = co_await ask(client, get("/fails"));
        id = std::string(*field_of(answer, "X-Request-Id"));
        CHECK(status_of(co_await ask(client, get("/busy"))) == 503);
    });
    CHECK(log.lines == std::vector<std::string>{"GET /fails (" + id + "): oops"}); // Retry-After: no failure
    REQUIRE(access.size() == 2);
    CHECK(access[0].find(",\"request_id\":\"" + id + "\"}") != std::string::npos);
}

TEST_CASE("a middleware may replace the body of a stream")
{
    router routes;
    routes.use([](request& request, next_handler next) -> awaitable<response> {
        response answer = co_await next(request);
        answer.body("replaced");
        co_return answer;
    });
    routes.get("/", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> { co_await out.write("streamed"); });
    });
    with_server(routes, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/"))) == "replaced");
        CHECK(body_of(co_await ask(client, get("/"))) == "replaced");
    });
}

TEST_CASE("what has no route is answered before its body comes, behind the middlewares")
{
    std::vector<std::string> log;
    router routes;
    routes.use(notes(log));
    routes.get("/here/", [](request&) { return text("here"); });
    with_server(routes, server_options().body_limit(4), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string head =
            "POST /none HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
        CHECK(status_of(co_await ask(client, head)) == 404);
        CHECK((co_await client.read_to_end()) == "");
        memory_stream other = server.connect();
        CHECK(status_of(co_await ask(other, post("/none", "123"))) == 404);
        CHECK(status_of(co_await ask(other, get("/here"))) == 307);
        CHECK(status_of(co_await ask(other, get("/here/"))) == 200);
    });
    CHECK(log == std::vector<std::string>{"/none throws 404", "/none throws 404", "/here 307", "/here/ 200"});
}

TEST_CASE("what a middleware sets is seen inside, and the route is known")
{
    std::vector<std::string> log;
    router routes;
    routes.use([&](request& request, next_handler next) -> awaitable<response> {
        const char* const route = current_route();
        log.push_back(route ? route : "no route");
        co_return co_await user.with("ada", next(request));
    });
    routes.get("/me/{id}", [](request& request) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        co_return text(*user.get() + " " + request.parameter("id") + " " + current_route());
    });
    with_server(routes, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/me/7"))) == "ada 7 /me/{id}");
        CHECK(status_of(co_await ask(client, get("/you"))) == 404);
    });
    CHECK(log == std::vector<std::string>{"/me/{id}", "no route"});
}

TEST_CASE("an answer that is streamed comes out of next before its body is written, and is sent as ever")
{
    std::vector<std::string> log;
    router routes;
    routes.use(notes(log), adds_field());
    routes.mount("/", streams());
    with_server(routes, server_options(), [&](memory_server& server, virtual_clock& time) -> awaitable<void> {
        memory_stream client = server.connect();
        co_await client.write(get("/slow", "Connection: close\r\n"));
        co_await plait::sleep_for(500ms);
        CHECK(log == std::vector<std::string>{"/slow 200"});
        const std::string answer = co_await client.read_to_end();
        CHECK(has_field(answer));
        CHECK(unchunked(body_of(answer)) == "0\n1\n2\n");
        CHECK(time.elapsed() >= 2s);
    });
}

TEST_CASE("a handler that reads its body reads it behind middlewares, which may answer without it")
{
    router routes;
    routes.use([](request& request, next_handler next) -> awaitable<response> {
        co_await plait::sleep_for(1ms);
        if (!request.field("Authorization"))
            throw http_error(status::unauthorized);
        co_return co_await next(request);
    });
    routes.post("/size", [](request&, body_reader& body) -> awaitable<response> {
        std::size_t size = 0;
        while (const auto piece = co_await body.read())
            size += piece->size();
        co_return text(std::to_string(size));
    });
    with_server(routes, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        const std::string head = "POST /size HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n";
        memory_stream client = server.connect();
        co_await client.write(head + "Authorization: x\r\n\r\nabc");
        co_await plait::sleep_for(1s);
        co_await client.write("def");
        CHECK(body_of(co_await read_answer(client)) == "6");
        CHECK(status_of(co_await ask(client, head + "Expect: 100-continue\r\n\r\n")) == 401);
    });
}

TEST_CASE("work in the background goes on behind middlewares, and a client that leaves cancels all of them")
{
    std::vector<std::string> log;
    router routes;
    routes.use([&](request& request, next_handler next) -> awaitable<response> {
        try {
            co_return co_await next(request);
        } catch (...) {
            log.push_back("cancelled at " + std::string(request.path()));
            throw;
        }
    });
    routes.get("/work", [&](request& request) -> awaitable<response> {
        request.background().start([](std::vector<std::string>& log) -> awaitable<void> {
            co_await plait::sleep_for(1s);
            log.push_back("worked");
        }(log));
        co_return text("started");
    });
    routes.get("/slow", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(1h);
        co_return text("late");
    });
    with_server(routes, server_options(), [&](memory_server& server, virtual_clock& time) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, get("/work"))) == "started");
        CHECK(time.elapsed() == 0s);
        co_await client.write(get("/slow"));
        co_await plait::sleep_for(2s);
        client.close();
        co_await plait::sleep_for(0s);
    });
    CHECK(log == std::vector<std::string>{"worked", "cancelled at /slow"});
}
