#pragma once

#include <plait/awaitable.hpp>
#include <plait/http/detail/body_source.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plait::http {

/// The body of a request, which comes while its handler runs. A handler that takes a second argument of this type is
/// called when the head has come:
///
///     app.put("/uploads/{name}", [](request& request, body_reader& body) -> awaitable<response> {
///         std::size_t size = 0;
///         while (const auto piece = co_await body.read())
///             size += piece->size();
///         co_return text(std::to_string(size) + " bytes\n");
///     }, route_options().body_limit(2_GiB));
///
/// The server reads from the client only what the handler asks for, so a slow handler slows the client down, and memory
/// stays at two pieces. `request::body` is empty, and `request::form` and `request::json` throw `std::logic_error`. A
/// client that waits with `Expect: 100-continue` is told to go on at the first `read`; one that a handler answers before
/// that keeps its body. If a handler answers without having read all, the connection ends after the answer, unless the
/// rest is here already.
///
/// `route_options::handler_timeout` counts anew from each piece, and not while the handler waits for one; then
/// `body_timeout`, `least_body_rate` and `body_total_timeout` count. When the handler has returned, what it has not read is
/// dropped: the callable of a `stream` cannot read on.
///
/// Threads: the connection's loop only. One task at a time may read.
///
/// Cost: that of a coroutine for each piece, and of the copy from the kernel. Memory: a piece.
class body_reader {
public:
    static constexpr std::size_t most_at_once = 64 * 1024;

    /// For a test that calls a handler: the body is that text, in pieces of at most that size. The text must outlive the
    /// reader.
    explicit body_reader(std::string_view text, std::size_t piece = most_at_once) noexcept : text_(text, piece) {}
    explicit body_reader(detail::body_source& from) noexcept : text_({}, 1), from_(&from) {} ///< For the server.
    body_reader(const body_reader&) = delete;
    body_reader& operator=(const body_reader&) = delete;

    /// Returns the next piece, of 1 to 65,536 bytes, or nothing at the end of the body, however often it is called then.
    /// A piece is valid until the next call.
    ///
    /// Errors: `http_error` with 413 for a body beyond `body_limit`, with 408 for one that does not come in time, and with
    ///   400 or 431 for one whose chunks are wrong. A handler lets them pass, and the client is answered so. A shielded
    ///   task gets one with 503 if the server has cut its handler off.
    ///   `std::logic_error` if another task reads at this moment.
    ///
    /// Cancellation: ends the wait. A client that leaves cancels the handler.
    [[nodiscard]] awaitable<std::optional<std::string_view>> read();

    /// Reads on to the end and returns all of it. What has come counts against `body_limit` only, so set one.
    ///
    /// Errors: those of `read`.
    [[nodiscard]] awaitable<std::string> read_all();

private:
    class text_source final : public detail::body_source {
    public:
        text_source(std::string_view text, std::size_t piece) noexcept : rest_(text), most_(piece > 0 ? piece : 1) {}
        void ask() override { come.set(); }
        [[nodiscard]] std::optional<std::string_view> take() override;

    private:
        std::string_view rest_;
        std::size_t most_;
    };

    text_source text_;
    detail::body_source* from_ = &text_;
    bool reading_ = false;
};

} // namespace plait::http
