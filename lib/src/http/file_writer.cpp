#include <plait/http/file_writer.hpp>

#include "platform/files.hpp"
#include <plait/blocking.hpp>
#include <plait/http/safe_file_name.hpp>

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <utility>

namespace plait::http {

namespace {

[[noreturn]] void fail(const std::string& path, int reason)
{
    throw boost::system::system_error(
        boost::system::error_code(reason, boost::system::generic_category()), "file_writer: " + path);
}

/// A name beside the file that nobody else uses.
std::string hidden_beside(const std::string& path)
{
    const std::filesystem::path whole(path);
    std::random_device random;
    return (whole.parent_path() / ("." + whole.filename().string() + "." + std::to_string(random()) + ".part"))
        .string();
}

std::string folder_of(const std::string& path)
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

} // namespace

file_writer::file_writer(std::string path, std::string hidden, std::FILE* open) noexcept
    : path_(std::move(path)), hidden_(std::move(hidden)), open_(open)
{
}

file_writer::file_writer(file_writer&& other) noexcept
    : path_(std::move(other.path_)), hidden_(std::move(other.hidden_)), open_(std::exchange(other.open_, nullptr))
{
}

file_writer& file_writer::operator=(file_writer&& other) noexcept
{
    std::swap(path_, other.path_);
    std::swap(hidden_, other.hidden_);
    std::swap(open_, other.open_);
    return *this;
}

file_writer::~file_writer()
{
    discard();
}

void file_writer::discard() noexcept
{
    if (std::FILE* const last = std::exchange(open_, nullptr)) {
        static_cast<void>(std::fclose(last)); // what cannot be written is not wanted any more
        static_cast<void>(std::remove(hidden_.c_str()));
    }
}

awaitable<file_writer> file_writer::create(std::string path)
{
    std::string hidden = hidden_beside(path);
    file_writer made(std::move(path), std::move(hidden), nullptr);
    const auto open = [&made] {
        made.open_ = platform::create_file(made.hidden_.c_str());
        if (!made.open_)
            fail(made.hidden_, errno);
        static_cast<void>(
            std::setvbuf(made.open_, nullptr, _IONBF, 0)); // pieces are large, and an error is found at once
    };
    co_await blocking(open);
    co_return made;
}

awaitable<file_writer> file_writer::create(std::string folder, std::string name)
{
    name = safe_file_name(std::move(name));
    return create(folder.empty() ? std::move(name) : folder + "/" + name);
}

awaitable<void> file_writer::write(std::string_view piece)
{
    if (!open_)
        throw std::logic_error("file_writer::write: the file was committed, a write has failed, or it was moved away");
    const auto write = [this, piece] {
        if (std::fwrite(piece.data(), 1, piece.size(), open_) == piece.size())
            return;
        const int reason = errno;
        discard(); // so that no part of a file can be committed
        fail(path_, reason);
    };
    co_await blocking(write);
}

awaitable<void> file_writer::commit()
{
    if (!open_)
        throw std::logic_error(
            "file_writer::commit: the file was committed already, a write has failed, or it was moved away");
    const auto commit = [this] {
        if (!platform::bring_to_disk(open_)) {
            const int reason = errno;
            discard(); // a second try could succeed although the disk has lost a part
            fail(path_, reason);
        }
        if (std::fclose(std::exchange(open_, nullptr)) != 0) {
            const int reason = errno;
            static_cast<void>(std::remove(hidden_.c_str()));
            fail(path_, reason);
        }
        std::error_code failed;
        std::filesystem::rename(hidden_, path_, failed);
        if (failed) {
            static_cast<void>(std::remove(hidden_.c_str()));
            fail(path_, failed.value());
        }
        const auto folder = folder_of(path_);
        if (!platform::bring_names_to_disk(folder.c_str()))
            fail(path_, errno);
    };
    co_await blocking(commit);
}

} // namespace plait::http
