#include "http/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <utility>

namespace plait::http::detail {

class deflate_state {
public:
    explicit deflate_state(int level)
    {
        constexpr int largest_window = 15;
        constexpr int usual_memory = 8;
        if (deflateInit2(&stream_, level, Z_DEFLATED, -largest_window, usual_memory, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc(); // there is no other reason
    }
    ~deflate_state() { deflateEnd(&stream_); }
    deflate_state(const deflate_state&) = delete;
    deflate_state& operator=(const deflate_state&) = delete;

    void deflate(std::string_view before, std::string_view piece, bool last, std::string& to)
    {
        deflateReset(&stream_);
        if (!before.empty())
            deflateSetDictionary(&stream_, bytes(before), static_cast<uInt>(before.size()));
        do {
            const std::string_view part = piece.substr(0, most_at_once);
            piece.remove_prefix(part.size());
            append(part, !piece.empty() ? Z_NO_FLUSH : last ? Z_FINISH : Z_SYNC_FLUSH, to);
        } while (!piece.empty());
    }

private:
    static constexpr std::size_t most_at_once = std::numeric_limits<int>::max(); // zlib counts in unsigned int

    static const Bytef* bytes(std::string_view text) noexcept { return reinterpret_cast<const Bytef*>(text.data()); }

    void append(std::string_view part, int flush, std::string& to)
    {
        std::array<char, 8 * 1024> room;
        stream_.next_in = const_cast<Bytef*>(bytes(part)); // zlib reads it only
        stream_.avail_in = static_cast<uInt>(part.size());
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(room.data());
            stream_.avail_out = static_cast<uInt>(room.size());
            ::deflate(&stream_, flush);
            to.append(room.data(), room.size() - stream_.avail_out);
        } while (stream_.avail_out == 0);
    }

    z_stream stream_{};
};

bool has_zlib() noexcept
{
    return true;
}

deflater::deflater(int level) : level_(level) {}
deflater::~deflater() = default;

void deflater::add(std::string_view before, std::string_view piece, bool last, std::string& to)
{
    std::unique_ptr<deflate_state> state;
    {
        plait::detail::locked inside(lock_);
        if (!waiting_.empty()) {
            state = std::move(waiting_.back());
            waiting_.pop_back();
        }
    }
    if (!state)
        state = std::make_unique<deflate_state>(level_);
    state->deflate(before, piece, last, to);
    plait::detail::locked inside(lock_);
    waiting_.push_back(std::move(state));
}

std::uint32_t deflater::checksum(std::uint32_t before, std::string_view piece) noexcept
{
    return static_cast<std::uint32_t>(crc32_z(before, reinterpret_cast<const Bytef*>(piece.data()), piece.size()));
}

} // namespace plait::http::detail
