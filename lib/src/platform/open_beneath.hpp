#pragma once

#include "platform/unique_file.hpp"

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <string>

namespace plait::platform {

enum class file_kind : std::uint8_t { regular, folder, other };

/// A file that was opened to be read, and what it was then.
struct opened_file {
    unique_file file;
    file_kind kind = file_kind::other;
    std::uint64_t size = 0;
    std::int64_t modified = 0;  // nanoseconds since 1970
    std::int64_t looked_at = 0; // the same clock, which goes on while time is virtual
};

enum class links : std::uint8_t {
    inside, // only those that lead to what is in the folder
    all,
};

enum class lookup : std::uint8_t {
    at_once, // fails with `operation_would_block` if the disk may have to be asked for a name
    waits,
};

/// A folder that is open, so that its own name may change.
///
/// Where the system has no `openat2`, links are not followed at all with `links::inside`, and nothing is looked up at once.
class folder {
public:
    /// Throws `boost::system::system_error` if there is no such folder.
    explicit folder(const std::string& path);

    /// Opens what that name stands for below the folder. The segments of the name have slashes between them, and none of
    /// them is ".."; an empty name is the folder itself. Waits for nobody, also if a name is that of a pipe or a device.
    [[nodiscard]] opened_file
    open(const std::string& name, links, lookup, boost::system::error_code& failed) const noexcept;

private:
    unique_file folder_;
    [[maybe_unused]] bool is_guarded_ = false; // Linux keeps what is opened inside the folder
    [[maybe_unused]] std::wstring full_name_;  // on Windows
};

/// Opens what a path stands for that a program chose.
[[nodiscard]] opened_file open_file(const std::string& path, boost::system::error_code& failed) noexcept;

/// What an open file is.
void look_at(opened_file&, boost::system::error_code& failed) noexcept;

} // namespace plait::platform
