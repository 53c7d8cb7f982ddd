#pragma once

#include <plait/detail/kernel/state_lock.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plait::http::detail {

/// Whether this library was built with zlib. Without it nothing is compressed, and the rest of this header does nothing.
[[nodiscard]] bool has_zlib() noexcept;

class deflate_state;

/// Compresses pieces of texts (RFC 1951). A state of zlib has 260 KiB, and is taken for one piece only: there are never
/// more than threads that compress. Those that are not in use wait here for the next piece.
class deflater {
public:
    explicit deflater(int level); // 1, the fastest, to 9
    ~deflater();
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;

    /// Appends the compressed piece. It ends with a whole byte, so that another piece may follow, and a client can read it
    /// without what follows. It refers back only to `before`, the text ahead of it, of which the end will do: the more of
    /// it there is, up to 32 KiB, the smaller is the piece.
    void add(std::string_view before, std::string_view piece, bool last, std::string& to);

    /// The checksum of a text (CRC-32), from that of what stands ahead of it. It is 0 for no text.
    [[nodiscard]] static std::uint32_t checksum(std::uint32_t before, std::string_view piece) noexcept;

private:
    const int level_;
    plait::detail::state_lock lock_;
    std::vector<std::unique_ptr<deflate_state>> waiting_ PLAIT_GUARDED_BY(lock_);
};

} // namespace plait::http::detail
