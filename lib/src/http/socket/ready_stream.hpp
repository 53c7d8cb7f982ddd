#pragma once

#include "async/coroutine/readiness.hpp"

#ifdef PLAIT_HAS_READINESS

#include "http/socket/admission.hpp"
#include <plait/awaitable.hpp>
#include <plait/executor.hpp>
#include <plait/http/peer_address.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sys/types.h>
#include <type_traits>
#include <utility>

namespace plait::http::detail {

/// A socket whose waits the kernel ends itself, without an operation of Asio. That something has come is remembered while
/// nobody waits for it.
///
/// At most one read and one write wait at a time. Their handlers are small enough to be kept here.
class ready_stream final : plait::detail::readiness::user {
public:
    using error_code = boost::system::error_code;
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, executor>;

    /// The next connection. None if it failed, or if another loop or process has taken what has come: `would_block`.
    [[nodiscard]] static awaitable<std::optional<ready_stream>> async_accept(acceptor&, error_code& failed);
    /// One that has come; without waiting.
    [[nodiscard]] static std::optional<ready_stream> accept(acceptor&, error_code& failed);

    ready_stream(ready_stream&&) noexcept; // of one that nothing waits for
    ready_stream& operator=(ready_stream&&) = delete;
    ~ready_stream();

    [[nodiscard]] const peer_address& peer() const noexcept { return peer_; }
    /// Its place among the connections is free again when it closes.
    void admit(admission::ticket place) noexcept { place_ = std::move(place); }

    template <class Handler>
    void async_wait_to_read(Handler handler)
    {
        wait_to_read();
        reading_.emplace(handler);
    }
    template <class Handler>
    void async_write_some(const std::array<boost::asio::const_buffer, 2>& from, Handler handler)
    {
        wait_to_write();
        unwritten_ = from;
        writing_.emplace(handler);
    }
    std::size_t read_some(boost::asio::mutable_buffer to, error_code& failed);
    std::size_t write_some(boost::asio::const_buffer from, error_code& failed);
    /// Whether the other end has gone, or, if that is enough, sends no more; though there may be something to read.
    [[nodiscard]] bool has_left(bool half_is_enough) const noexcept;
    void shutdown_send() noexcept;
    void close() noexcept; // what waits is told soon

private:
    /// A copy of a handler, which is a pointer.
    template <class... Results>
    class waiting {
    public:
        template <class Handler>
        void emplace(Handler handler) noexcept
        {
            static_assert(sizeof(Handler) == sizeof(void*) && std::is_trivially_copyable_v<Handler>);
            target_ = std::bit_cast<void*>(handler);
            call_ = [](void* target, Results... results) { std::bit_cast<Handler>(target)(results...); };
        }
        [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
        void operator()(Results... results) { std::exchange(call_, nullptr)(target_, results...); }

    private:
        void* target_ = nullptr;
        void (*call_)(void*, Results...) = nullptr;
    };

    ready_stream(plait::detail::readiness&, int descriptor, const peer_address&) noexcept;

    void ready(std::uint32_t events) noexcept override;
    void again() noexcept override;
    void wait_to_read();
    void wait_to_write();
    void write_rest();
    [[nodiscard]] ssize_t receive_from_process(boost::asio::mutable_buffer) noexcept;

    admission::ticket place_; // given back after the socket is closed
    plait::detail::readiness& readiness_;
    plait::detail::readiness::watch watch_;
    int descriptor_;
    bool may_read_ = false; // something has come, as the kernel says
    bool more_ = false;     // a read that stops short has not read all: the end is behind it, or urgent data
    waiting<error_code> reading_;
    waiting<error_code, std::size_t> writing_;
    std::array<boost::asio::const_buffer, 2> unwritten_;
    peer_address peer_;
};

} // namespace plait::http::detail

#endif
