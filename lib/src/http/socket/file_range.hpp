#pragma once

#include "platform/files.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace plait::http::detail {

/// The bytes of a file that go out through a stream by and by: see `byte_stream::send_file`. Whoever sends them counts
/// what has gone.
class file_range {
public:
    /// The file belongs to the caller, and stays open until all has gone.
    file_range(platform::native_file of, std::uint64_t offset, std::uint64_t count) noexcept
        : file_(of), offset_(offset), left_(count)
    {
    }

    [[nodiscard]] platform::native_file file() const noexcept { return file_; }
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; } // of the first byte that has not gone
    [[nodiscard]] std::uint64_t left() const noexcept { return left_; }
    [[nodiscard]] bool empty() const noexcept { return left_ == 0; }

    /// The next bytes, for a stream that cannot send a file by itself. They are read unless they are here already. If
    /// the file has become shorter than this part of it, that is `eof`.
    [[nodiscard]] boost::asio::const_buffer read_next(boost::system::error_code& failed);
    void sent(std::size_t count) noexcept;

private:
    platform::native_file file_;
    std::uint64_t offset_;
    std::uint64_t left_;
    std::unique_ptr<char[]> piece_; // bytes from `offset_` on that have been read, if any
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace plait::http::detail
