#pragma once

#include <plait/http.hpp>
#include <plait/sleep.hpp>
#include <plait/testing/memory_server.hpp>
#include <plait/testing/virtual_time.hpp>

#include <charconv>
#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Helps to test the HTTP server: a server in memory with a few routes, requests as texts, and functions that read
/// answers.
namespace http_test {

using namespace plait::http;
using namespace std::chrono_literals;
using plait::awaitable;
using plait::testing::memory_server;
using plait::testing::memory_stream;
using plait::testing::read_answer;
using plait::testing::virtual_clock;

inline constexpr std::size_t large_size = 100'000;

/// A text in which a lost, doubled or swapped piece shows. It has 100,000 bytes by default.
inline std::string large_text(std::size_t size = large_size)
{
    std::string text;
    while (text.size() < size)
        text += std::to_string(text.size()) + " ";
    text.resize(size);
    return text;
}

/// Describes a request: a line with the method and the target, a line for each field, and then the body.
inline std::string described(const request& request)
{
    std::string lines(to_string(request.method()));
    lines.append(" ").append(request.target()).append("\n");
    for (const field& each : request.fields())
        lines.append(each.name).append("=").append(each.value).append("\n");
    return lines.append(request.body());
}

inline router app()
{
    router routes;
    routes.get("/{$}", [](request&) -> awaitable<response> { co_return text("hello"); });
    routes.get("/slow", [](request&) -> awaitable<response> {
        co_await plait::sleep_for(2s);
        co_return text("slow");
    });
    routes.get("/stubborn", [](request&) -> awaitable<response> { // answers although it is cancelled
        try {
            co_await plait::sleep_for(1h);
        } catch (const boost::system::system_error&) {
        }
        co_return text("stubborn");
    });
    routes.get("/large", [](request&) -> awaitable<response> { co_return text(large_text()); });
    routes.get("/nothing", [](request&) -> awaitable<response> { co_return response(status::no_content); });
    routes.post("/echo", [](request& request) -> awaitable<response> { co_return text(std::string(request.body())); });
    routes.post("/describe", [](request& request) -> awaitable<response> {
        co_await plait::sleep_for(1ms); // the views into the request must stay valid
        co_return text(described(request));
    });
    routes.get("/throws", [](request&) -> awaitable<response> {
        throw std::runtime_error("boom");
        co_return response();
    });
    routes.get("/throws/7", [](request&) -> awaitable<response> {
        throw 7;
        co_return response();
    });
    return routes;
}

/// Runs `client` against a server in memory, in virtual time.
inline void with_server(
    const router& served, const server_options& options,
    const std::function<awaitable<void>(memory_server&, virtual_clock&)>& client)
{
    plait::testing::run_virtual([&](virtual_clock& clock) -> awaitable<void> {
        co_await plait::testing::serve_in_memory(
            served, options, [&](memory_server& server) { return client(server, clock); });
    });
}

inline void with_server(const std::function<awaitable<void>(memory_server&, virtual_clock&)>& client)
{
    with_server(app(), server_options(), client);
}

/// Makes a GET request with a Host field, and with the fields that are given as lines: "Connection: close\r\n".
inline std::string get(std::string_view target, std::string_view lines = "")
{
    return std::string("GET ").append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(lines).append("\r\n");
}

inline std::string post(std::string_view target, std::string_view body)
{
    return std::string("POST ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: test\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n\r\n")
        .append(body);
}

/// Makes a POST request with the chunks as they are given: "3\r\nabc\r\n0\r\n\r\n".
inline std::string post_chunks(std::string_view target, std::string_view chunks)
{
    return std::string("POST ")
        .append(target)
        .append(" HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        .append(chunks);
}

/// Repeats a request as often as needed for that size.
inline std::string repeated(std::string_view request, std::size_t size)
{
    std::string all;
    while (all.size() < size)
        all += request;
    return all;
}

/// Two requests with three megabytes for "/echo", one whole and one in chunks.
inline std::vector<std::string> too_large_posts()
{
    const std::string body(3'000'000, 'x');
    return {post("/echo", body), post_chunks("/echo", "2dc6c0\r\n" + body + "\r\n0\r\n\r\n")};
}

/// Writes in pieces of that size, each a moment after the one before.
inline awaitable<void> write_in_pieces(memory_stream& client, std::string_view text, std::size_t size)
{
    for (std::size_t at = 0; at < text.size(); at += size) {
        co_await client.write(text.substr(at, size));
        co_await plait::sleep_for(1us);
    }
}

/// What a client is sent that asked whether to send its body.
inline constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

inline awaitable<std::string> ask(memory_stream& client, std::string_view request)
{
    co_await client.write(request);
    co_return co_await read_answer(client);
}

/// The status of an answer: 200 for "HTTP/1.1 200 OK", 0 if there is no answer.
inline int status_of(std::string_view answer)
{
    int code = 0;
    constexpr std::string_view version = "HTTP/1.1 ";
    if (answer.starts_with(version))
        std::from_chars(answer.data() + version.size(), answer.data() + answer.size(), code);
    return code;
}

inline std::string body_of(std::string_view answer)
{
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

inline std::optional<std::string> field_of(std::string_view answer, std::string_view name)
{
    const std::string_view head = answer.substr(0, answer.find("\r\n\r\n"));
    const std::string line = std::string("\r\n").append(name).append(": ");
    const std::size_t at = head.find(line);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view value = head.substr(at + line.size());
    return std::string(value.substr(0, value.find("\r\n")));
}

/// Writes a byte a second until the connection ends, and gives what was answered.
inline awaitable<std::string> drip(memory_stream& client, std::string_view text)
{
    try {
        for (const char& each : text) {
            co_await client.write({&each, 1});
            co_await plait::sleep_for(1s);
        }
    } catch (const boost::system::system_error&) { // the server has closed
    }
    co_return co_await client.read_to_end();
}

inline std::size_t count_of(std::string_view text, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// Keeps the lines that the server of a test logs.
struct log_lines {
    std::vector<std::string> lines;

    [[nodiscard]] std::function<void(std::string_view)> keep()
    {
        return [this](std::string_view line) { lines.emplace_back(line); };
    }
};

} // namespace http_test
