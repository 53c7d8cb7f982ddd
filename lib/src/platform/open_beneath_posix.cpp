#include "platform/open_beneath.hpp"

#include "platform/open_by_segments.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>

#include <fcntl.h>

namespace plait::platform {

folder::folder(const std::string& path) : folder_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    if (!folder_)
        throw boost::system::system_error(errno, boost::system::system_category(), path);
}

opened_file
folder::open(const std::string& name, links followed, lookup how, boost::system::error_code& failed) const noexcept
{
    opened_file opened;
    if (how == lookup::at_once) {
        failed = make_error_code(boost::system::errc::operation_would_block);
        return opened;
    }
    const char* const whole = name.empty() ? "." : name.c_str();
    opened.file = unique_file(
        followed == links::all ? ::openat(folder_.get(), whole, careful_flags())
                               : open_by_segments(folder_.get(), name));
    look_at(opened, failed);
    return opened;
}

} // namespace plait::platform
