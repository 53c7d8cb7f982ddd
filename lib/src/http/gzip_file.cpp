#include "http/gzip_file.hpp"

namespace plait::http::detail {

void gzip_file::add(std::string_view before, std::string_view piece, bool last, std::string& to)
{
    // No name, no time, and no word of the system that made it: the same text is always the same file.
    constexpr std::string_view head("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    if (!std::exchange(begun_, true))
        to += head;
    checksum_ = deflater::checksum(checksum_, piece);
    size_ += static_cast<std::uint32_t>(piece.size());
    with_->add(before, piece, last, to);
    if (!last)
        return;
    for (const std::uint32_t number : {checksum_, size_})
        for (unsigned shift = 0; shift < 32; shift += 8)
            to += static_cast<char>(number >> shift & 0xffU);
}

} // namespace plait::http::detail
