#pragma once

#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Reads a file of gzip, and checks its head, its checksum and its length.
inline std::string gunzip(std::string_view file)
{
    namespace zlib = boost::beast::zlib;
    auto little_endian = [](std::string_view from) {
        std::uint32_t number = 0;
        for (int i = 3; i >= 0; --i)
            number = number * 256 + static_cast<unsigned char>(from[static_cast<std::size_t>(i)]);
        return number;
    };
    REQUIRE(file.size() >= 18);
    REQUIRE(file.starts_with(std::string_view("\x1f\x8b\x08\0", 4)));
    std::string bytes(little_endian(file.substr(file.size() - 4)), '\0');
    zlib::z_params params;
    params.next_in = file.data() + 10;
    params.avail_in = file.size() - 18;
    params.next_out = bytes.data();
    params.avail_out = bytes.size();
    boost::system::error_code ended;
    zlib::inflate_stream().write(params, zlib::Flush::finish, ended);
    REQUIRE(ended == zlib::error::end_of_stream);
    REQUIRE(params.total_out == bytes.size());
    boost::crc_32_type checksum;
    checksum.process_bytes(bytes.data(), bytes.size());
    REQUIRE(checksum.checksum() == little_endian(file.substr(file.size() - 8)));
    return bytes;
}

/// A message of Protocol Buffers with numbers, texts and messages.
class message {
public:
    explicit message(std::string bytes)
    {
        for (std::string_view rest = bytes; !rest.empty();) {
            const std::uint64_t key = varint(rest);
            field read{static_cast<unsigned>(key / 8), key % 8 == 2, varint(rest), {}};
            REQUIRE((key % 8 == 0 || key % 8 == 2));
            if (read.is_text) {
                REQUIRE(read.number <= rest.size());
                read.text = rest.substr(0, read.number);
                rest.remove_prefix(read.number);
            }
            fields_.push_back(std::move(read));
        }
    }

    /// 0 if there is none.
    [[nodiscard]] std::uint64_t number(unsigned of) const
    {
        for (const field& each : fields_)
            if (each.of == of && !each.is_text)
                return each.number;
        return 0;
    }

    [[nodiscard]] std::vector<std::string> texts(unsigned of) const
    {
        std::vector<std::string> all;
        for (const field& each : fields_)
            if (each.of == of && each.is_text)
                all.push_back(each.text);
        return all;
    }

    [[nodiscard]] std::vector<message> messages(unsigned of) const
    {
        std::vector<message> all;
        for (std::string& each : texts(of))
            all.emplace_back(std::move(each));
        return all;
    }

    [[nodiscard]] std::vector<std::uint64_t> numbers(unsigned of) const
    {
        std::vector<std::uint64_t> all;
        for (const std::string& each : texts(of))
            for (std::string_view rest = each; !rest.empty();)
                all.push_back(varint(rest));
        return all;
    }

private:
    struct field {
        unsigned of;
        bool is_text;
        std::uint64_t number;
        std::string text;
    };

    static std::uint64_t varint(std::string_view& from)
    {
        std::uint64_t number = 0;
        for (unsigned shift = 0;; shift += 7) {
            REQUIRE(!from.empty());
            REQUIRE(shift < 64);
            const auto byte = static_cast<unsigned char>(from.front());
            from.remove_prefix(1);
            number |= std::uint64_t(byte & 127U) << shift;
            if (byte < 128)
                return number;
        }
    }

    std::vector<field> fields_;
};
