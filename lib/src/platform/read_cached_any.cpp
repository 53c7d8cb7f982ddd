#include "platform/files.hpp"

#include <boost/system/errc.hpp>

namespace plait::platform {

std::size_t read_cached(native_file, std::uint64_t, char*, std::size_t, boost::system::error_code& failed) noexcept
{
    failed = make_error_code(boost::system::errc::operation_would_block);
    return 0;
}

} // namespace plait::platform
