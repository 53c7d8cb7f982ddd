#include "http/listen/refused_connections.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <string_view>

namespace asio = boost::asio;

namespace plait::http {

namespace {

// A server may leave out the Date of such an answer (RFC 9110 section 6.6.1).
constexpr std::string_view refusal = "HTTP/1.1 503 Service Unavailable\r\n"
                                    "Content-Type: text/plain; charset=utf-8\r\n"
                                    "Content-Length: 20\r\n"
                                    "Retry-After: 1\r\n"
                                    "Connection: close\r\n"
                                    "\r\n"
                                    "Service Unavailable\n";

} // namespace

void refused_connections::refuse(detail::socket_stream connected)
{
    boost::system::error_code failed; // ignored: if writing fails, the client has gone
    connected.write_some({asio::buffer(refusal)}, failed);
    connected.shut_down_sending();
    if (kept_.size() == most_kept)
        close_oldest();
    kept_.push_back({std::move(connected), plait::detail::later(clock::coarse_now(), time_kept)});
    if (!pending())
        owner_.add(*this, kept_.front().due);
}

void refused_connections::fire()
{
    while (!kept_.empty() && kept_.front().due <= clock::now())
        close_oldest();
    if (!kept_.empty())
        owner_.add(*this, kept_.front().due);
}

// Reads before it closes, as closing a socket with unread input resets the connection.
void refused_connections::close_oldest() noexcept
{
    std::array<char, 4096> unread; // NOLINT(*-member-init): only written to
    boost::system::error_code failed;
    for (int reads = 0; reads < 16 && !failed; ++reads)
        kept_.front().connected.read_some(asio::buffer(unread), failed);
    kept_.pop_front();
}

} // namespace plait::http
