#include "http/listen/shared_descriptor.hpp"

#include <boost/system/system_error.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace plait::http {

namespace {

[[noreturn]] void throw_last_error(const char* what)
{
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

} // namespace

shared_descriptor shared_descriptor::duplicate(int of)
{
    const int made = ::fcntl(of, F_DUPFD_CLOEXEC, 0);
    if (made < 0)
        throw_last_error("cannot duplicate a listening socket");
    shared_descriptor owner;
    owner.take(made);
    return owner;
}

void shared_descriptor::close() noexcept
{
    if (descriptor_ >= 0)
        ::close(std::exchange(descriptor_, -1));
}

acceptor shared_descriptor::open_on(executor here) const
{
    shared_descriptor duplicated = duplicate(descriptor_);
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    if (::getsockname(duplicated.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw_last_error("a listening socket has no address");
    acceptor opened(here);
    opened.assign({address.ss_family, 0}, duplicated.get());
    duplicated.descriptor_ = -1;
    return opened;
}

} // namespace plait::http
