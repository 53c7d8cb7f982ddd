#include "http/listen/open_acceptor.hpp"
#include "http/listen/tcp_listening.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

#include <optional>

namespace asio = boost::asio;

namespace plait::http {

namespace {

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// The first socket is bound alone, so that a port that is in use is noticed. Then each further loop binds a socket of
/// its own beside it with SO_REUSEPORT, and the kernel spreads the connections over all of them.
class spread_listening final : public tcp_listening {
public:
    explicit spread_listening(const tcp::endpoint& at) : tcp_listening(at)
    {
        first_.emplace(unused_);
        try {
            open_acceptor(*first_, at);
            first_->bind(at);
            first_->set_option(reuse_port(true)); // after bind, which has to fail if another program listens
            first_->listen(listen_backlog);
            endpoint_ = first_->local_endpoint();
        } catch (const boost::system::system_error& failed) {
            cannot_listen(failed.code(), text_of(at));
        }
    }

    std::optional<acceptor> open_on(executor here) override
    {
        acceptor opened(here);
        if (first_) {
            opened.assign(endpoint_.protocol(), first_->release());
            first_.reset();
        } else {
            open_acceptor(opened, endpoint_);
            opened.set_option(reuse_port(true));
            opened.bind(endpoint_);
            opened.listen(listen_backlog);
        }
        return opened;
    }

private:
    asio::io_context unused_; // a socket belongs to a context; the first one waits in this one for its loop
    std::optional<tcp::acceptor> first_;
};

} // namespace

std::unique_ptr<listening_socket> listen_on_tcp(const asio::ip::tcp::endpoint& at)
{
    return std::make_unique<spread_listening>(at);
}

} // namespace plait::http
