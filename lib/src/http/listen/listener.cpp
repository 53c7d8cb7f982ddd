#include "http/listen/listen_address.hpp"
#include "http/listen/listener.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <iterator>

namespace plait::http {

listener::implementation::implementation(const server_options& options)
{
    keep_inherited_sockets();
    for (const listen_address& each : listen_addresses(options)) {
        if (const auto* tcp = std::get_if<boost::asio::ip::tcp::endpoint>(&each)) {
            sockets_.push_back(listen_on_tcp(*tcp));
        } else if (const auto* file = std::get_if<unix_path>(&each)) {
            sockets_.push_back(listen_on_unix(file->path, options));
        } else {
            auto found = listen_on_inherited(std::get<inherited_sockets>(each).name);
            std::ranges::move(found, std::back_inserter(sockets_));
        }
    }
}

std::vector<loop_acceptor> listener::implementation::open_on(executor here)
{
    plait::detail::locked inside(lock_);
    std::vector<loop_acceptor> opened;
    if (stopped_)
        return opened;
    for (const auto& each : sockets_)
        try {
            if (std::optional<acceptor> its = each->open_on(here))
                opened.push_back({*std::move(its), each->is_ours()});
        } catch (const boost::system::system_error& failed) { // mostly there are no more descriptors
            cannot_listen(failed.code(), each->address() + " on one loop more");
        }
    return opened;
}

void listener::implementation::stop() noexcept
{
    plait::detail::locked inside(lock_);
    stopped_ = true;
    for (const auto& each : sockets_)
        each->stop();
}

listener::listener(const server_options& options) : implementation_(new implementation(options)) {}
listener::~listener() = default;
listener::listener(listener&&) noexcept = default;
listener& listener::operator=(listener&&) noexcept = default;

std::uint16_t listener::port() const noexcept
{
    for (const auto& each : implementation_->sockets())
        if (each->port() != 0)
            return each->port();
    return 0;
}

std::size_t listener::handed_over() noexcept
{
    return inherited_sockets_count();
}

std::vector<std::string> listener::addresses() const
{
    std::vector<std::string> all;
    for (const auto& each : implementation_->sockets())
        all.push_back(each->address());
    return all;
}

} // namespace plait::http
