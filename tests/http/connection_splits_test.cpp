// However a request is cut into pieces, a server answers it alike, with every version of Boost.
#include "http/connection/connection.hpp"

#include <doctest/doctest.h>
#include <support/http.hpp>
#include <support/http_messages.hpp>

#include <string>
#include <string_view>

using namespace http_test;
using namespace http_messages;

namespace {

server_options limited()
{
    return server_options()
        .head_limit(limits.head)
        .target_limit(limits.target)
        .field_limit(limits.fields)
        .body_limit(limits.body)
        .chunk_extension_limit(limits.chunk_extensions)
        .trailer_limit(limits.trailers);
}

/// Writes the pieces to a new connection, each a moment after the one before, and reads all answers.
awaitable<std::string> answers(memory_server& server, const pieces& given)
{
    memory_stream client = server.connect();
    try {
        for (const std::string_view piece : given) {
            co_await client.write(piece);
            co_await plait::sleep_for(1us);
        }
    } catch (const boost::system::system_error&) { // the server has closed
    }
    co_return co_await client.read_to_end();
}

/// The answers to a message, and to the next request behind it if the message is taken.
std::string expected_answers(const message& of)
{
    const auto answer = [](std::string_view text) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + std::string(text);
    };
    return of.status == 200 ? answer(of.body) + answer("next") : std::string();
}

/// The answers without the fields that do not matter here.
std::string plain(std::string_view answers)
{
    std::string kept;
    while (!answers.empty()) {
        const std::size_t end = answers.find("\r\n");
        const std::string_view line = answers.substr(0, end == std::string_view::npos ? answers.size() : end + 2);
        answers.remove_prefix(line.size());
        const bool matters = !line.starts_with("Date: ") && !line.starts_with("Connection: ")
                             && !line.starts_with("Content-Type: ") && !line.starts_with("Server: ");
        kept += matters ? line : "";
    }
    return kept;
}

router echo()
{
    router routes;
    routes.handle("/", [](request& request) { return text(std::string(request.body())); });
    routes.get("/next", [](plait::http::request&) { return text("next"); });
    return routes;
}

} // namespace

TEST_SUITE_BEGIN("connection, requests in pieces");

TEST_CASE("a server answers a request alike, wherever it is cut, and finds the next request behind it")
{
    constexpr std::size_t longest = 30; // as a connection takes a hundred times as long as a parser
    with_server(echo(), limited(), [](memory_server& server, virtual_clock&) -> awaitable<void> {
        for (const message& each : messages()) {
            CAPTURE(each.name);
            const std::string all = each.text + next_request;
            const pieces one{all};
            const std::string whole = plain(co_await answers(server, one));
            REQUIRE(status_of(whole) == each.status);
            if (each.status == 200)
                REQUIRE(whole == expected_answers(each));
            const pieces bytes = bytes_of(all);
            REQUIRE(plain(co_await answers(server, bytes)) == whole);
            for (const pieces& given : cuts(each, all, longest)) {
                CAPTURE(given[0]);
                CAPTURE(given[1]);
                REQUIRE(plain(co_await answers(server, given)) == whole);
            }
        }
    });
}

TEST_SUITE_END();
