// Links where zlib is: see lib/src/http/deflate_zlib.cpp. Compressed answers need it.

#include <zlib.h>

int main()
{
    z_stream stream{};
    return deflateInit2(&stream, 5, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) + deflateSetDictionary(&stream, nullptr, 0)
           + deflateReset(&stream) + deflate(&stream, Z_SYNC_FLUSH) + deflateEnd(&stream)
           + static_cast<int>(crc32_z(0, nullptr, 0));
}
