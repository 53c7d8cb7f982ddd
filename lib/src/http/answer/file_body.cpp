#include "http/answer/file_body.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>

namespace plait::http::detail {

std::string read_whole(const file_body& from)
{
    std::string text;
    for (const file_body::part& each : from.parts) {
        text += each.before;
        const std::size_t end = text.size() + static_cast<std::size_t>(each.count);
        std::size_t at = text.size();
        text.resize(end);
        while (at < end) {
            boost::system::error_code failed;
            const std::size_t count =
                platform::read_at(from.file.get(), each.first + each.count - (end - at), &text[at], end - at, failed);
            if (count == 0)
                throw boost::system::system_error(failed ? failed : boost::asio::error::eof);
            at += count;
        }
    }
    return text += from.after;
}

} // namespace plait::http::detail
