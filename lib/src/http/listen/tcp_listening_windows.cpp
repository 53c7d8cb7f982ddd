#include "http/listen/tcp_listening.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace asio = boost::asio;

namespace plait::http {

namespace {

[[noreturn]] void throw_last_error()
{
    throw boost::system::system_error(::WSAGetLastError(), boost::system::system_category());
}

/// A socket that no loop owns yet. Not one of Asio's, as it is bound to the completion port of its first owner for
/// good.
class unowned_socket {
public:
    unowned_socket() = default;
    unowned_socket(const unowned_socket&) = delete;
    unowned_socket& operator=(const unowned_socket&) = delete;
    ~unowned_socket() { close(); }

    void open(int family)
    {
        socket_ = ::WSASocketW(family, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
        if (socket_ == INVALID_SOCKET)
            throw_last_error();
    }
    void close() noexcept
    {
        if (is_open())
            ::closesocket(release());
    }
    [[nodiscard]] bool is_open() const noexcept { return socket_ != INVALID_SOCKET; }
    [[nodiscard]] SOCKET get() const noexcept { return socket_; }
    SOCKET release() noexcept { return std::exchange(socket_, INVALID_SOCKET); }

    void set(int level, int name, int value) const
    {
        check(::setsockopt(socket_, level, name, reinterpret_cast<const char*>(&value), sizeof(value)));
    }
    static void check(int result)
    {
        if (result != 0)
            throw_last_error();
    }

private:
    SOCKET socket_ = INVALID_SOCKET;
};

/// One socket, and the first loop that asks accepts from it. Windows neither spreads connections over sockets of one
/// port nor lets a second loop wait for the same socket.
class single_listening final : public tcp_listening {
public:
    explicit single_listening(const tcp::endpoint& at) : tcp_listening(at)
    {
        try {
            open(at);
        } catch (const boost::system::system_error& failed) {
            cannot_listen(failed.code(), text_of(at));
        }
    }

    std::optional<acceptor> open_on(executor here) override
    {
        if (!listening_.is_open())
            return std::nullopt;
        acceptor opened(here);
        opened.assign(endpoint_.protocol(), listening_.get());
        listening_.release();
        return opened;
    }
    void stop() noexcept override { listening_.close(); }

private:
    // As open_acceptor does it, but alone on the port: SO_REUSEADDR would let any program take it over.
    void open(const tcp::endpoint& at)
    {
        listening_.open(at.protocol().family());
        listening_.set(SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
        listening_.set(IPPROTO_TCP, TCP_NODELAY, 1);
        if (at.address().is_v6())
            listening_.set(IPPROTO_IPV6, IPV6_V6ONLY, 0);
        unowned_socket::check(::bind(listening_.get(), at.data(), static_cast<int>(at.size())));
        unowned_socket::check(::listen(listening_.get(), listen_backlog));
        int size = static_cast<int>(endpoint_.capacity());
        unowned_socket::check(::getsockname(listening_.get(), endpoint_.data(), &size));
        endpoint_.resize(static_cast<std::size_t>(size));
    }

    unowned_socket listening_;
};

} // namespace

std::unique_ptr<listening_socket> listen_on_tcp(const asio::ip::tcp::endpoint& at)
{
    return std::make_unique<single_listening>(at);
}

} // namespace plait::http
