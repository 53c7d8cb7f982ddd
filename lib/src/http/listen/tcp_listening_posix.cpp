#include "http/listen/open_acceptor.hpp"
#include "http/listen/shared_descriptor.hpp"
#include "http/listen/tcp_listening.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

namespace asio = boost::asio;

namespace plait::http {

namespace {

/// One socket for all loops, for platforms on which SO_REUSEPORT does not spread the connections.
class shared_listening final : public tcp_listening {
public:
    explicit shared_listening(const tcp::endpoint& at) : tcp_listening(at)
    {
        try {
            asio::io_context unused;
            tcp::acceptor opened(unused);
            open_acceptor(opened, at);
            opened.bind(at);
            opened.listen(listen_backlog);
            endpoint_ = opened.local_endpoint();
            listening_.take(opened.release());
        } catch (const boost::system::system_error& failed) {
            cannot_listen(failed.code(), text_of(at));
        }
    }

    std::optional<acceptor> open_on(executor here) override { return listening_.open_on(here); }
    void stop() noexcept override { listening_.close(); }

private:
    shared_descriptor listening_;
};

} // namespace

std::unique_ptr<listening_socket> listen_on_tcp(const asio::ip::tcp::endpoint& at)
{
    return std::make_unique<shared_listening>(at);
}

} // namespace plait::http
