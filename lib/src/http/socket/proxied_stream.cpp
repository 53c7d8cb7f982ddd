#include "http/socket/proxied_stream.hpp"

#include "http/parse/proxy_header.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <cstring>
#include <utility>

namespace plait::http::detail {

/// Reads into the caller's memory, and keeps the bytes of the header aside. So no bytes are ever left here that were
/// read and not handed on, and a wait is a wait of the stream below.
std::size_t proxied_stream::read_some(boost::asio::mutable_buffer to, error_code& failed)
{
    if (header_ == header::swallowed) [[likely]]
        return below_.read_some(to, failed);
    if (header_ == header::due) {
        const std::size_t count = below_.read_some(to, failed);
        if (failed)
            return 0;
        auto* const bytes = static_cast<char*>(to.data());
        const std::size_t before = come_.size();
        come_.append(bytes, count);
        const proxy_header found = parse_proxy_header(come_, peer_);
        if (found.made == proxy_header::progress::done) {
            header_ = header::swallowed;
            come_ = std::string();
            const std::size_t of_header = found.size - before;
            if (of_header == count)
                return below_.read_some(to, failed);
            std::memmove(bytes, bytes + of_header, count - of_header);
            return count - of_header;
        }
        if (found.made == proxy_header::progress::more) {
            failed = boost::asio::error::would_block;
            return 0;
        }
        header_ = header::refused;
    }
    failed = make_error_code(boost::system::errc::protocol_error);
    return 0;
}

} // namespace plait::http::detail
