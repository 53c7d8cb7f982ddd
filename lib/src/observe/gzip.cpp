#include "observe/gzip.hpp"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

#include <cstdint>

namespace plait::detail {

namespace zlib = boost::beast::zlib;

namespace {

void append_little_endian(std::string& to, std::uint32_t number)
{
    for (int i = 0; i < 4; ++i, number >>= 8)
        to += static_cast<char>(number & 0xff);
}

} // namespace

std::string gzip(std::string_view bytes)
{
    // Deflated, at an unknown time, by an unknown system.
    constexpr std::string_view head("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    std::string compressed(head);

    zlib::deflate_stream stream;
    compressed.resize(head.size() + stream.upper_bound(bytes.size()));
    zlib::z_params params;
    params.next_in = bytes.data();
    params.avail_in = bytes.size();
    params.next_out = compressed.data() + head.size();
    params.avail_out = compressed.size() - head.size();
    boost::system::error_code ended;
    stream.write(params, zlib::Flush::finish, ended);
    if (ended != zlib::error::end_of_stream)
        throw boost::system::system_error(ended, "gzip");
    compressed.resize(head.size() + params.total_out);

    boost::crc_32_type checksum;
    checksum.process_bytes(bytes.data(), bytes.size());
    append_little_endian(compressed, checksum.checksum());
    append_little_endian(compressed, static_cast<std::uint32_t>(bytes.size()));
    return compressed;
}

} // namespace plait::detail
