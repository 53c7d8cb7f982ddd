#pragma once

#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What can be read of a gzip file that may have been cut off. It is read by Beast, and not by the zlib that has made it.
struct gzip_reader {
    explicit gzip_reader(std::string_view file)
    {
        namespace zlib = boost::beast::zlib;
        constexpr std::size_t head = 10;
        constexpr std::size_t tail = 8;
        constexpr std::string_view begin("\x1f\x8b\x08\0", 4);
        is_right = begin.starts_with(file.substr(0, begin.size()));
        if (!is_right || file.size() < head)
            return;
        zlib::inflate_stream stream;
        zlib::z_params params;
        params.next_in = file.data() + head;
        params.avail_in = file.size() - head;
        boost::system::error_code ended;
        while (!ended) {
            std::string room(64 * 1024, '\0');
            params.next_out = room.data();
            params.avail_out = room.size();
            stream.write(params, zlib::Flush::sync, ended);
            text.append(room, 0, room.size() - params.avail_out);
        }
        is_right = ended == zlib::error::end_of_stream || ended == zlib::error::need_buffers;
        if (ended != zlib::error::end_of_stream || params.avail_in < tail)
            return;
        boost::crc_32_type checksum;
        checksum.process_bytes(text.data(), text.size());
        const std::string_view last = file.substr(file.size() - params.avail_in);
        is_whole = number(last) == checksum.checksum() && number(last.substr(4)) == text.size() && last.size() == tail;
        is_right = is_whole;
    }

    std::string text;
    bool is_whole = false; // with its end, whose checksum and size are right
    bool is_right = false; // as far as it goes

private:
    static std::uint32_t number(std::string_view from)
    {
        std::uint32_t all = 0;
        for (std::size_t i = 4; i > 0; --i)
            all = all * 256 + static_cast<unsigned char>(from[i - 1]);
        return all;
    }
};
