#include "listener.hpp"

#include <boost/system/system_error.hpp>

#include <string>

namespace asio = boost::asio;

namespace plait::http {

namespace {

using tcp = asio::ip::tcp;
using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int backlog = 4096; // the kernel takes net.core.somaxconn if that is less

[[noreturn]] void refuse(boost::system::error_code why, const std::string& where)
{
    throw boost::system::system_error(why, "cannot listen on " + where);
}

tcp::endpoint endpoint_of(const server_options& options)
{
    boost::system::error_code failed;
    const asio::ip::address address = asio::ip::make_address(options.address(), failed);
    if (failed)
        refuse(failed, "'" + options.address() + "': not an IP address");
    return {address, options.port()};
}

// Accepted sockets inherit TCP_NODELAY, which saves a system call for each connection.
template <class Acceptor>
void open(Acceptor& opened, const tcp::endpoint& at)
{
    opened.open(at.protocol());
    opened.set_option(asio::socket_base::reuse_address(true)); // not to wait out old connections after a restart
    opened.set_option(tcp::no_delay(true));
}

} // namespace

listener::implementation::implementation(const server_options& options) : endpoint_(endpoint_of(options))
{
    first_.emplace(unused_);
    try {
        open(*first_, endpoint_);
        first_->bind(endpoint_);
        first_->set_option(reuse_port(true)); // after bind: that has to fail where another program listens
        first_->listen(backlog);
        endpoint_ = first_->local_endpoint();
    } catch (const boost::system::system_error& failed) {
        refuse(failed.code(), options.address() + ":" + std::to_string(options.port()));
    }
}

listener::implementation::acceptor listener::implementation::open_on(executor here)
{
    std::scoped_lock lock(taking_);
    acceptor opened(here);
    if (first_) {
        opened.assign(endpoint_.protocol(), first_->release());
        first_.reset();
    } else {
        open(opened, endpoint_);
        opened.set_option(reuse_port(true));
        opened.bind(endpoint_);
        opened.listen(backlog);
    }
    return opened;
}

listener::listener(const server_options& options) : implementation_(std::make_unique<implementation>(options)) {}
listener::~listener() = default;
listener::listener(listener&&) noexcept = default;
listener& listener::operator=(listener&&) noexcept = default;

std::uint16_t listener::port() const noexcept
{
    return implementation_->port();
}

} // namespace plait::http
