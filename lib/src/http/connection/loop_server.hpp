#pragma once

#include "http/socket/byte_stream.hpp"
#include <plait/awaitable.hpp>
#include <plait/detail/coroutine/task_frame.hpp>
#include <plait/executor.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace plait::http {
class router;
class server_options;
} // namespace plait::http

namespace plait::http::detail {

/// A stream, of any type, that is to move to the block of memory of its connection.
struct moving_stream {
    template <std::derived_from<byte_stream> Stream>
    explicit moving_stream(Stream& moved) noexcept
        : size(sizeof(Stream)), from(&moved), move([](void* from, void* to) -> byte_stream* {
              return ::new (to) Stream(std::move(*static_cast<Stream*>(from)));
          })
    {
        static_assert(alignof(Stream) <= alignof(std::max_align_t));
        static_assert(std::is_nothrow_move_constructible_v<Stream>);
    }

    std::size_t size;
    void* from;
    byte_stream* (*move)(void* from, void* to);
};

/// Serves HTTP on one loop. It starts connections, of whatever type their streams are, and stops all of them together.
/// `run` does not return before the last one has ended.
class loop_server {
public:
    using urgency = plait::detail::urgency;

    /// The router and the options must outlive the server.
    loop_server(executor here, const router& app, const server_options& options);
    loop_server(const loop_server&) = delete;
    loop_server& operator=(const loop_server&) = delete;
    ~loop_server();

    /// Runs `main`, which starts connections, and returns when it, all of them, and the background work of their
    /// handlers have ended. If `main` fails, they are cancelled, and its exception is rethrown. `on_cancelled`: see
    /// `join::run`.
    ///
    /// When the caller is cancelled, background work has the drain timeout, too. When that is over, for both, or the
    /// caller is cancelled at once, `on_cancelled` is called again.
    ///
    /// `main` and the handlers are tasks of one join, so that the caller waits for all of them at any moment: a runtime
    /// that is torn down destroys what waits, and must not destroy this before a handler.
    [[nodiscard]] awaitable<void> run(awaitable<void> main, std::function<void(urgency)> on_cancelled);

    /// Serves a client until its connection ends. If this throws `std::bad_alloc`, the stream is destroyed.
    template <std::derived_from<byte_stream> Stream>
    void start(Stream connected)
    {
        start(moving_stream(connected));
    }

    /// Closes what waits for a request, lets what is in flight end, and cancels it after the drain timeout, or at once.
    /// The time counts from the first call.
    void drain(urgency = urgency::in_time);
    /// Cancels everything, `main` too.
    void cancel(urgency = urgency::in_time);
    void cancel_connections(urgency = urgency::in_time);
    /// Waits until no connection is left. If the caller is cancelled, so is everything.
    [[nodiscard]] awaitable<void> empty();

    /// Ends a part of the connections that wait for a request, those that have waited longest. If there are none, it
    /// ends a part of those that have sent a part of a head, which are answered 408. Returns how many it has ended. All
    /// the work for the choice is done in here, so that it costs nothing while there is room.
    std::size_t shed();

    [[nodiscard]] std::size_t size() const noexcept;

    /// Makes the loop overloaded, for a test.
    void overload() noexcept;

private:
    void start(const moving_stream&);

    class implementation;
    std::unique_ptr<implementation> implementation_;
};

} // namespace plait::http::detail
