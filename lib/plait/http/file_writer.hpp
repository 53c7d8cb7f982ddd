#pragma once

#include <plait/awaitable.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace plait::http {

/// Writes a file that others see only when it is whole. It writes to a hidden file beside it, of which `commit` makes the
/// file; without `commit` the hidden file is removed.
///
///     auto to = co_await file_writer::create(folder, request.parameter("name"));
///     while (const auto piece = co_await body.read())
///         co_await to.write(*piece);
///     co_await to.commit();
///
/// Errors: `boost::system::system_error` with the system's reason, such as a full disk, and the file's path.
///
/// Cancellation: a call that has begun waits for the disk; the next one throws.
///
/// Threads: one task at a time. The disk is written to on the threads of `blocking`.
///
/// Cost: that of `blocking` for each call.
class file_writer {
public:
    /// Opens a file to be written. The folder must be there. A file that has the name stays until `commit` replaces it, and
    /// so does a link, not what it leads to. The new file has the mode that new files have, whatever that of the old one was.
    [[nodiscard]] static awaitable<file_writer> create(std::string path);
    /// Does so in a folder (empty: the working folder), by a name that a client has chosen. The name is checked by
    /// `safe_file_name`, which throws `http_error` with 404 for one that could lead out of the folder.
    [[nodiscard]] static awaitable<file_writer> create(std::string folder, std::string name);

    file_writer(file_writer&&) noexcept;
    file_writer& operator=(file_writer&&) noexcept;
    ~file_writer();

    [[nodiscard]] awaitable<void> write(std::string_view piece);
    /// Brings all to the disk, gives the file its name, and brings that to the disk, too. So a file whose `commit` has
    /// returned is there after a loss of power, whole and by its name. After one during `commit`, the name is that of the
    /// old file or of the new one, and never of a part. On Windows, on file systems that know no better, and in a folder
    /// that this process may not read, the name of the new file may come to the disk later.
    ///
    /// Errors: if the content cannot be brought to the disk, the hidden file is removed, and a file that has the name
    ///   stays. `std::logic_error` for a second call.
    [[nodiscard]] awaitable<void> commit();

private:
    file_writer(std::string path, std::string hidden, std::FILE* open) noexcept;
    void discard() noexcept;

    std::string path_;
    std::string hidden_;
    std::FILE* open_; // null: there is nothing to write to any more
};

} // namespace plait::http
