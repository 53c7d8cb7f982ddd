#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plait::detail {

/// Writes a message in the format of Protocol Buffers.
class protobuf_writer {
public:
    /// Writes a number, unless it is zero, which is what a reader takes a field for that is not there.
    void number(unsigned field, std::uint64_t value)
    {
        if (value != 0) {
            varint(field * 8);
            varint(value);
        }
    }

    /// Writes a text, or a message inside of this one.
    void bytes(unsigned field, std::string_view value)
    {
        varint(field * 8 + 2);
        varint(value.size());
        bytes_ += value;
    }

    /// Writes a list of numbers, its zeros too.
    void numbers(unsigned field, std::span<const std::uint64_t> values)
    {
        protobuf_writer list;
        for (const std::uint64_t each : values)
            list.varint(each);
        bytes(field, list.bytes_);
    }

    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

private:
    void varint(std::uint64_t value)
    {
        for (; value >= 128; value /= 128)
            bytes_ += static_cast<char>(value % 128 + 128);
        bytes_ += static_cast<char>(value);
    }

    std::string bytes_;
};

} // namespace plait::detail
