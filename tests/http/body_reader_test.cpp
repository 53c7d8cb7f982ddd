#include <plait/http/body_reader.hpp>

#include <plait/http/form.hpp>
#include <plait/http/json.hpp>
#include <plait/scope.hpp>
#include <plait/settle.hpp>
#include <plait/with_timeout.hpp>

#include <doctest/doctest.h>
#include <support/http.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace http_test;

namespace {

/// Answers with the sizes of the pieces, and a sum of their bytes.
awaitable<response> digest(request&, body_reader& body)
{
    std::size_t size = 0;
    unsigned sum = 0;
    while (const auto piece = co_await body.read()) {
        CHECK(!piece->empty());
        CHECK(piece->size() <= body_reader::most_at_once);
        size += piece->size();
        for (const char each : *piece)
            sum = sum * 31 + static_cast<unsigned char>(each);
    }
    CHECK(!co_await body.read());
    co_return text(std::to_string(size) + " " + std::to_string(sum));
}

std::string digest_of(std::string_view all)
{
    unsigned sum = 0;
    for (const char each : all)
        sum = sum * 31 + static_cast<unsigned char>(each);
    return std::to_string(all.size()) + " " + std::to_string(sum);
}

router uploads(std::size_t limit = 10'000'000)
{
    router app;
    app.put("/digest", digest, route_options().body_limit(limit));
    app.put("/first", [](request&, body_reader& body) -> awaitable<response> {
        const auto piece = co_await body.read();
        co_return text(piece ? std::string(piece->substr(0, 1)) : "none");
    });
    app.put("/never", [](request&, body_reader&) -> awaitable<response> { co_return text("not read"); });
    app.put("/late", [](request&, body_reader& body) -> awaitable<response> {
        co_await plait::sleep_for(1s);
        co_return text(co_await body.read_all());
    });
    app.get("/{$}", [](request&) { return text("hello"); });
    return app;
}

std::string put(std::string_view target, std::string_view body, std::string_view lines = "")
{
    return std::string("PUT ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: test\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n")
        .append(lines)
        .append("\r\n")
        .append(body);
}

std::string put_chunks(std::string_view target, std::string_view body, std::size_t chunk)
{
    std::string all =
        std::string("PUT ").append(target).append(" HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += chunk) {
        const std::string_view part = body.substr(at, chunk);
        char size[20];
        all.append(size, std::to_chars(size, size + sizeof size, part.size(), 16).ptr);
        all.append("\r\n").append(part).append("\r\n");
    }
    return all + "0\r\n\r\n";
}

} // namespace

TEST_SUITE_BEGIN("body_reader");

TEST_CASE("a handler gets a body of any size, in pieces of any size, and the next request is found")
{
    for (const std::size_t size : {0U, 1U, 5U, 4000U, 5000U, 70'000U, 300'000U}) {
        for (const std::size_t piece : {1U, 1000U, 4096U, 60'000U, 400'000U}) {
            if (size / piece > 10'000)
                continue;
            for (const bool chunked : {false, true}) {
                CAPTURE(size);
                CAPTURE(piece);
                CAPTURE(chunked);
                const std::string body = large_text(size);
                with_server(uploads(), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
                    memory_stream client = server.connect();
                    const std::string sent = chunked ? put_chunks("/digest", body, 777) : put("/digest", body);
                    co_await write_in_pieces(client, sent + get("/"), piece);
                    CHECK(body_of(co_await read_answer(client)) == digest_of(body));
                    CHECK(body_of(co_await read_answer(client)) == "hello");
                });
            }
        }
    }
}

TEST_CASE("a handler starts when the head has come, and reads what comes later")
{
    with_server(uploads(), server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = put("/first", "abcdef");
        co_await client.write(all.substr(0, all.size() - 6));
        co_await plait::sleep_for(1s);
        co_await client.write("ab");
        const std::string answer = co_await read_answer(client);
        CHECK(body_of(answer) == "a");
        CHECK(clock.elapsed() == 1s);
        CHECK(field_of(answer, "Connection") == "close"); // the rest of the body may never come
    });
}

TEST_CASE("the rest of a body that is here already does not end the connection")
{
    for (const bool chunked : {false, true}) {
        CAPTURE(chunked);
        with_server(uploads(), server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
            memory_stream client = server.connect();
            const std::string body = large_text(2000);
            std::string sent = put("/never", body);
            if (chunked)
                sent = put_chunks("/never", body, 100);
            sent += get("/");
            co_await client.write(sent);
            CHECK(body_of(co_await read_answer(client)) == "not read");
            CHECK(body_of(co_await read_answer(client)) == "hello");
        });
    }
}

TEST_CASE("Expect: 100-continue is answered at the first read, and never without one")
{
    with_server(uploads(), server_options(), [](memory_server& server, virtual_clock& clock) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string waits = put("/late", "hello", "Expect: 100-continue\r\n");
        CHECK(co_await ask(client, waits.substr(0, waits.size() - 5)) == go_on);
        CHECK(clock.elapsed() == 1s);
        CHECK(body_of(co_await ask(client, "hello")) == "hello");

        const std::string answer = co_await ask(
            client, "PUT /never HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        CHECK(body_of(answer) == "not read");
        CHECK(field_of(answer, "Connection") == "close");
    });
}

TEST_CASE("a read that was given up loses nothing")
{
    router app;
    app.put("/", [](request&, body_reader& body) -> awaitable<response> {
        std::string all;
        while (all.size() < 6) {
            const auto piece = co_await plait::settle(plait::with_timeout(1s, body.read()));
            if (std::get<0>(piece).has_value())
                all += std::get<0>(piece).value().value();
            co_await plait::sleep_for(500ms); // in which the next piece may come, though nobody waits for it
        }
        co_return text(all);
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = put("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 6));
        for (const char* const each : {"a", "b", "c", "d", "e", "f"}) {
            co_await plait::sleep_for(1300ms);
            co_await client.write(each);
        }
        CHECK(body_of(co_await read_answer(client)) == "abcdef");
    });
}

TEST_CASE("two reads at once are refused")
{
    router app;
    app.put("/", [](request&, body_reader& body) -> awaitable<response> {
        co_await plait::with_scope([&](plait::scope& tasks) -> awaitable<void> {
            tasks.start([&]() -> awaitable<void> { static_cast<void>(co_await body.read_all()); });
            CHECK_THROWS_AS(co_await body.read(), std::logic_error);
        });
        co_return text("done");
    });
    with_server(app, server_options(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        const std::string all = put("/", "abcdef");
        co_await client.write(all.substr(0, all.size() - 3));
        co_await plait::sleep_for(1s);
        CHECK(body_of(co_await ask(client, "def")) == "done");
    });
}

TEST_CASE("the body that a handler reads itself is in no form and no JSON, and this is said")
{
    const auto message = [](auto call) {
        try {
            call();
        } catch (const std::logic_error& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    router routes;
    routes.post("/read", [&](request& request, body_reader& body) -> awaitable<response> {
        const std::string of_form = message([&] { (void)request.form(); });
        const std::string of_json = message([&] { (void)request.json<std::vector<int>>(); });
        const std::string read = co_await body.read_all();
        co_return text(of_form + "\n" + of_json + "\n" + read);
    });
    routes.post("/form", [](request& request) { return text(std::string(request.form()["a"])); });
    router inner;
    inner.post("/{$}", [&](request& request) { return text(message([&] { (void)request.form(); })); });
    routes.post("/", [&](request& request, body_reader&) -> awaitable<response> { return inner(request); });
    const std::string form = "POST /read HTTP/1.1\r\nHost: test\r\n"
                             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=1";
    const std::string said = "request::form: the handler takes a body_reader, so the body is not in the request; read the "
                             "form with a multipart_reader, or take the request alone\n"
                             "request::json: the handler takes a body_reader, so the body is not in the request; give "
                             "from_json what read_all gives, or take the request alone\n"
                             "a=1";

    with_server(routes, server_options(), [&](memory_server& server, virtual_clock&) -> awaitable<void> {
        memory_stream client = server.connect();
        CHECK(body_of(co_await ask(client, form)) == said);
        const std::string next = "POST /form" + form.substr(10);
        CHECK(body_of(co_await ask(client, next)) == "1"); // the next request has its body
        const std::string passed_on = "POST /" + form.substr(10);
        CHECK(body_of(co_await ask(client, passed_on)) == said.substr(0, said.find('\n')));
    });

    plait::testing::run_virtual([&](virtual_clock&) -> awaitable<void> {
        request by_test(method::post, "/read", "a=1", {{"Content-Type", "application/x-www-form-urlencoded"}});
        const response answer = co_await routes(by_test);
        CHECK(answer.body() == said);
        CHECK(by_test.form()["a"] == "1");
    });
}

TEST_CASE("a test calls such a handler with a text, or its router with a request")
{
    plait::testing::run_virtual([](virtual_clock&) -> awaitable<void> {
        body_reader body("hello", 2);
        request request(method::put, "/digest", "hello");
        CHECK((co_await digest(request, body)).body() == digest_of("hello"));
        CHECK((co_await uploads()(request)).body() == digest_of("hello"));
    });
}

TEST_SUITE_END();
