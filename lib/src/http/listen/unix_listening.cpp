#include "http/listen/keep_from_programs.hpp"
#include "http/listen/listening_socket.hpp"
#include "http/listen/shared_descriptor.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

namespace asio = boost::asio;

namespace plait::http {

namespace {

using local = asio::local::stream_protocol;
using boost::system::error_code;

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

/// Whether the path is the file of a socket on which no program listens.
bool is_stale(const std::string& path)
{
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode))
        return false;
    asio::io_context unused;
    local::socket client(unused);
    error_code failed;
    client.open(local(), failed);
    client.non_blocking(true, failed); // if its queue is full, a program does listen on it
    client.connect(local::endpoint(path), failed);
    return failed == asio::error::connection_refused;
}

class unix_listening final : public listening_socket {
public:
    unix_listening(const std::string& path, const server_options& options) : path_(path)
    {
        try {
            open(options.unix_mode());
        } catch (const boost::system::system_error& failed) {
            cannot_listen(failed.code(), "unix:" + path);
        }
    }
    ~unix_listening() override { remove_file(); }

    std::optional<acceptor> open_on(executor here) override { return listening_.open_on(here); }

    void stop() noexcept override
    {
        remove_file();
        listening_.close();
    }

    std::string address() const override { return "unix:" + path_; }

private:
    void open(std::optional<unsigned> mode)
    {
        asio::io_context unused;
        local::acceptor opened(unused, local());
        keep_from_programs(opened.native_handle());
        const local::endpoint at(path_);
        error_code failed;
        opened.bind(at, failed);
        if (failed == asio::error::address_in_use && is_stale(path_)) {
            if (::unlink(path_.c_str()) != 0)
                throw boost::system::system_error(last_error());
            opened.bind(at, failed);
        }
        if (failed)
            throw boost::system::system_error(failed);
        bound_ = ::lstat(path_.c_str(), &file_) == 0;
        // No one can connect yet between bind and listen.
        if (mode && ::chmod(path_.c_str(), static_cast<mode_t>(*mode)) != 0) {
            const error_code why = last_error();
            remove_file();
            throw boost::system::system_error(why);
        }
        opened.listen(listen_backlog);
        listening_.take(opened.release());
    }

    // Not the file of a program that has come in our place. Ours is not mistaken for it: its number stays taken as long
    // as the socket is open.
    void remove_file() noexcept
    {
        struct stat found{};
        if (bound_ && ::lstat(path_.c_str(), &found) == 0 && found.st_ino == file_.st_ino && found.st_dev == file_.st_dev)
            ::unlink(path_.c_str());
        bound_ = false;
    }

    const std::string path_;
    struct stat file_{};
    bool bound_ = false;
    shared_descriptor listening_;
};

} // namespace

std::unique_ptr<listening_socket> listen_on_unix(const std::string& path, const server_options& options)
{
    return std::make_unique<unix_listening>(path, options);
}

} // namespace plait::http
