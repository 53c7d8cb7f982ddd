#include "http/socket/ready_stream.hpp"

#if PLAIT_HAS_READINESS

#include "http/socket/file_range.hpp"
#include "http/socket/socket_address.hpp"
#include "http/socket/socket_end.hpp"
#include "platform/event_set.hpp"
#include "platform/send_file.hpp"
#include "platform/socket_calls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cassert>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>
#include <tuple>
#include <unistd.h>

namespace asio = boost::asio;

namespace plait::http::detail {

namespace {

namespace news = platform::news;

constexpr std::uint32_t to_read = news::readable | news::ended | news::behind;
constexpr std::uint32_t to_write = to_read | news::writable;

/// Does a system call, and does it again if a signal interrupted it.
template <class Call>
auto uninterrupted(Call&& call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

boost::system::error_code last_error() noexcept
{
    return {errno, boost::system::system_category()};
}

ssize_t send_both(int descriptor, const byte_stream::pieces& from) noexcept
{
    std::array<iovec, 2> pieces{};
    for (std::size_t i = 0; i < pieces.size(); ++i)
        pieces[i] = {const_cast<void*>(from[i].data()), from[i].size()}; // NOLINT(*-const-cast): only read
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    return ::sendmsg(descriptor, &message, platform::send_flags);
}

} // namespace

awaitable<std::optional<ready_stream>> ready_stream::async_accept(acceptor& from, error_code& failed)
{
    std::tie(failed) = co_await from.async_wait(acceptor::wait_read, asio::as_tuple(asio::deferred));
    if (failed)
        co_return std::nullopt;
    co_return accept(from, failed);
}

std::optional<ready_stream> ready_stream::accept(acceptor& from, error_code& failed)
{
    asio::generic::stream_protocol::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    const int descriptor =
        uninterrupted([&] { return platform::accept_socket(from.native_handle(), peer.data(), &size); });
    if (descriptor < 0) {
        failed = last_error();
        return std::nullopt;
    }
    peer.resize(size);
    auto& context = plait::detail::context_of(from.get_executor().owner());
    return ready_stream(asio::use_service<plait::detail::readiness>(context), descriptor, address_of(peer));
}

ready_stream::ready_stream(plait::detail::readiness& of, int descriptor, const peer_address& peer) noexcept
    : byte_stream(peer), readiness_(of), descriptor_(descriptor)
{
}

ready_stream::~ready_stream()
{
    reads_ = writes_ = nullptr; // nobody is told
    close();
}

ready_stream::ready_stream(ready_stream&& other) noexcept
    : byte_stream(other), ticket_(std::move(other.ticket_)), readiness_(other.readiness_),
      descriptor_(std::exchange(other.descriptor_, -1))
{
    assert(!other.watch_);
}

//
// What the kernel says
//

void ready_stream::wait_to_read(byte_stream::user& told)
{
    if (!watch_)
        // The kernel tells of what is there already, too.
        watch_ = plait::detail::readiness::watch(readiness_, descriptor_, to_read, *this);
    else if (may_read_)
        watch_.ask_again();
    reads_ = &told;
}

void ready_stream::write_rest(const pieces& from, byte_stream::user& told)
{
    wait_for_room(told);
    unwritten_ = from;
    sends_file_ = false;
}

ready_stream::error_code ready_stream::send_file(file_range& from, byte_stream::user& told)
{
    wait_for_room(told);
    unwritten_ = {asio::buffer(&from, sizeof(from)), asio::const_buffer()};
    sends_file_ = true;
    return {};
}

void ready_stream::wait_for_room(byte_stream::user& told)
{
    if (watch_)
        watch_.change(descriptor_, to_write);
    else
        watch_ = plait::detail::readiness::watch(readiness_, descriptor_, to_write, *this);
    writes_ = &told;
}

// When nobody waits any more, this stream may be gone.
void ready_stream::ready(std::uint32_t events) noexcept
{
    constexpr std::uint32_t behind = news::ended | news::behind | news::hung_up | news::failed;
    may_read_ = may_read_ || (events & (news::readable | behind)) != 0;
    more_ = more_ || (events & behind) != 0;

    if (writes_ && (events & (news::writable | news::hung_up | news::failed)) != 0) {
        const bool reads = reads_ != nullptr;
        write_unwritten();
        if (!reads)
            return;
    }
    if (reads_ && may_read_)
        std::exchange(reads_, nullptr)->readable(error_code());
}

void ready_stream::again() noexcept
{
    if (descriptor_ >= 0) {
        if (reads_ && may_read_)
            std::exchange(reads_, nullptr)->readable(error_code());
        return;
    }
    const bool writes = writes_ != nullptr;
    if (reads_)
        std::exchange(reads_, nullptr)->readable(asio::error::operation_aborted);
    if (writes)
        std::exchange(writes_, nullptr)->written(asio::error::operation_aborted, 0);
}

void ready_stream::write_unwritten()
{
    error_code failed;
    const std::size_t count = sends_file_ ? send_part(*static_cast<const file_range*>(unwritten_[0].data()), failed)
                                          : write_some(unwritten_, failed);
    if (failed == asio::error::would_block) { // the event was meant for another, or there is no room for so little
        try {
            watch_.change(descriptor_, to_write);
            return;
        } catch (const boost::system::system_error& error) {
            failed = error.code();
        }
    }
    std::exchange(writes_, nullptr)->written(failed, count);
}

//
// What can be done at once
//

std::size_t ready_stream::read_some(asio::mutable_buffer to, error_code& failed)
{
    const ssize_t count = peer_.what() == peer_address::kind::unix_socket
                              ? receive_from_process(to)
                              : uninterrupted([&] { return platform::receive(descriptor_, to.data(), to.size()); });
    if (count > 0) {
        // If a read gets less than there was room for, it has read all, and the kernel tells of what comes later
        // (epoll(7)). But if the end has come as well, the kernel has told that already, and does not tell it again;
        // and a read stops at urgent data.
        may_read_ = more_ || static_cast<std::size_t>(count) == to.size();
        failed.clear();
        return static_cast<std::size_t>(count);
    }
    if (count == 0) {
        if (to.size() > 0)
            failed = asio::error::eof;
    } else {
        failed = last_error();
        // All was read, or the event was meant for the connection that had this registration before.
        if (failed == asio::error::would_block)
            may_read_ = more_ = false;
    }
    return 0;
}

/// Reads from a unix socket. A read stops at a descriptor that a client passes along. As nobody wants that, the kernel
/// closes it.
ssize_t ready_stream::receive_from_process(asio::mutable_buffer to) noexcept
{
    iovec piece{to.data(), to.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    const ssize_t count = uninterrupted([&] { return ::recvmsg(descriptor_, &message, 0); });
    more_ = more_ || (count > 0 && (message.msg_flags & MSG_CTRUNC) != 0);
    return count;
}

bool ready_stream::has_left(bool half_is_enough) noexcept
{
    return other_end_has_left(descriptor_, half_is_enough);
}

std::size_t ready_stream::write_some(const pieces& from, error_code& failed)
{
    const ssize_t count = uninterrupted([&] {
        return from[1].size() == 0 ? platform::send(descriptor_, from[0].data(), from[0].size())
                                   : send_both(descriptor_, from);
    });
    if (count >= 0)
        return static_cast<std::size_t>(count);
    failed = last_error();
    return 0;
}

/// Lets the kernel put the text and the beginning of the file into one packet.
std::size_t ready_stream::send_some(asio::const_buffer before, file_range& from, error_code& failed)
{
    if (before.size() == 0)
        return send_part(from, failed);
    const ssize_t count = uninterrupted(
        [&] { return platform::send(descriptor_, before.data(), before.size(), platform::more_follows); });
    if (count < 0)
        failed = last_error();
    const std::size_t written = count < 0 ? 0 : static_cast<std::size_t>(count);
    return written < before.size() ? written : written + send_part(from, failed);
}

std::size_t ready_stream::send_part(const file_range& from, error_code& failed) noexcept
{
    const std::size_t count = platform::send_file(descriptor_, from.file(), from.offset(), from.left(), failed);
    if (count == 0 && !failed)
        failed = asio::error::eof; // the file has become shorter than this part of it
    return count;
}

void ready_stream::shut_down_sending() noexcept
{
    ::shutdown(descriptor_, SHUT_WR);
}

void ready_stream::reset_at_close(bool on) noexcept
{
    const linger at_once{on ? 1 : 0, 0};
    // This fails where there is nothing to reset any more. On a unix socket it has no effect.
    static_cast<void>(::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

void ready_stream::close() noexcept
{
    if (descriptor_ < 0)
        return;
    if (reads_ || writes_)
        watch_.ask_again();
    else
        watch_.reset();
    ::close(std::exchange(descriptor_, -1));
    ticket_.reset();
}

} // namespace plait::http::detail

#endif
