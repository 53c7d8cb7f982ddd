#include "listening_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/system/system_error.hpp>

#include <optional>

namespace asio = boost::asio;

namespace plait::http {

namespace {

using tcp = asio::ip::tcp;
using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

std::string text_of(const tcp::endpoint& at)
{
    const std::string address = at.address().to_string();
    return (at.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(at.port());
}

// Accepted sockets inherit TCP_NODELAY, which saves a system call for each connection. "[::]" takes IPv4 too, whatever the
// system's default is.
template <class Acceptor>
void open(Acceptor& opened, const tcp::endpoint& at)
{
    opened.open(at.protocol());
    opened.set_option(asio::socket_base::reuse_address(true)); // not to wait out old connections after a restart
    opened.set_option(tcp::no_delay(true));
    if (at.address().is_v6())
        opened.set_option(asio::ip::v6_only(false));
}

/// The first socket is bound alone, so that a port in use is noticed; then each further loop binds one of its own beside it
/// with SO_REUSEPORT, and the kernel spreads the connections.
class tcp_listening final : public listening_socket {
public:
    explicit tcp_listening(const tcp::endpoint& at) : endpoint_(at)
    {
        first_.emplace(unused_);
        try {
            open(*first_, at);
            first_->bind(at);
            first_->set_option(reuse_port(true)); // after bind: that has to fail where another program listens
            first_->listen(listen_backlog);
            endpoint_ = first_->local_endpoint();
        } catch (const boost::system::system_error& failed) {
            cannot_listen(failed.code(), text_of(at));
        }
    }

    acceptor open_on(executor here) override
    {
        acceptor opened(here);
        if (first_) {
            opened.assign(endpoint_.protocol(), first_->release());
            first_.reset();
        } else {
            open(opened, endpoint_);
            opened.set_option(reuse_port(true));
            opened.bind(endpoint_);
            opened.listen(listen_backlog);
        }
        return opened;
    }

    std::string address() const override { return "http://" + text_of(endpoint_); }
    std::uint16_t port() const noexcept override { return endpoint_.port(); }

private:
    asio::io_context unused_; // sockets belong to one; the first waits here for its loop
    std::optional<tcp::acceptor> first_;
    tcp::endpoint endpoint_;
};

} // namespace

std::unique_ptr<listening_socket> listen_on_tcp(const tcp::endpoint& at)
{
    return std::make_unique<tcp_listening>(at);
}

} // namespace plait::http
