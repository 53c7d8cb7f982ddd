#pragma once

#include <plait/http/stream.hpp>

#include <support/http.hpp>

#include <stdexcept>

/// Helps to test answers whose body is written while it is sent.
namespace http_test {

/// Takes the chunks of a body apart, up to its end.
inline std::string unchunked(std::string_view chunks)
{
    std::string all;
    while (true) {
        std::size_t size = 0;
        const auto [end, failed] = std::from_chars(chunks.data(), chunks.data() + chunks.size(), size, 16);
        if (failed != std::errc())
            return all + "<not a chunk>";
        chunks.remove_prefix(static_cast<std::size_t>(end - chunks.data()) + 2);
        if (size == 0)
            return all;
        if (chunks.size() < size + 2)
            return all + "<cut>";
        all += chunks.substr(0, size);
        chunks.remove_prefix(size + 2);
    }
}

/// Writes a byte each second, until it is cut off.
inline response endless(request&)
{
    return stream("text/plain", [](body_writer& out) -> awaitable<void> {
        while (true) {
            co_await out.write("x");
            co_await plait::sleep_for(1s);
        }
    });
}

inline router streams()
{
    router app;
    app.get("/three", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 3; ++i)
                co_await out.write(std::to_string(i) + "\n");
        });
    });
    app.get("/slow", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 3; ++i) {
                co_await out.write(std::to_string(i) + "\n");
                co_await plait::sleep_for(1s);
            }
        });
    });
    app.get("/large", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            for (int i = 0; i < 30; ++i)
                co_await out.write(large_text());
        });
    });
    app.get(
        "/nothing", [](request&) { return stream("text/plain", [](body_writer&) -> awaitable<void> { co_return; }); });
    app.get("/throws", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("some");
            co_await out.flush();
            throw std::runtime_error("boom");
        });
    });
    app.get("/trailer", [](request&) {
        return stream("text/plain", [](body_writer& out) -> awaitable<void> {
            co_await out.write("a");
            out.trailer("Digest", "x");
        });
    });
    app.get("/hello", [](request&) { return text("hello"); });
    return app;
}

inline constexpr std::string_view close_after = "Connection: close\r\n";

} // namespace http_test
