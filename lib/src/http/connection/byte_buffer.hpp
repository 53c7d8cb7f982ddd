#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace plait::http::detail {

/// The bytes that have come on a connection and were not used yet, or that are to go out: [begin, end) of one block.
class byte_buffer {
public:
    [[nodiscard]] std::string_view bytes() const noexcept { return {block_.get() + begin_, end_ - begin_}; }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Makes room for at least `least` more bytes. The bytes that are there may move.
    void reserve(std::size_t least);
    [[nodiscard]] std::span<char> room() noexcept { return {block_.get() + end_, capacity_ - end_}; }

    /// Counts bytes of the room that have been filled.
    void received(std::size_t count) noexcept { end_ += count; }
    /// Appends bytes for which there is room.
    void append(std::string_view bytes) noexcept
    {
        std::memcpy(block_.get() + end_, bytes.data(), bytes.size());
        end_ += bytes.size();
    }

    /// Drops bytes at the front.
    void consume(std::size_t count) noexcept
    {
        begin_ += count;
        if (begin_ == end_)
            begin_ = end_ = 0;
    }
    /// Drops `count` bytes behind the first `keep` bytes. The bytes that follow move up.
    void erase_after(std::size_t keep, std::size_t count) noexcept
    {
        char* to = block_.get() + begin_ + keep;
        std::memmove(to, to + count, size() - keep - count);
        end_ -= count;
    }

    /// A buffer with the same bytes, and with room for `room` more, in a block of just that size.
    [[nodiscard]] byte_buffer packed(std::size_t room) const;

    /// Forgets all bytes, and gives the memory of a large block back, and of a packed one, which few heads fit in.
    void shrink() noexcept
    {
        begin_ = end_ = 0;
        if (capacity_ - first_capacity > most_kept - first_capacity) { // an unsigned number, so this tells of both
            block_.reset();
            capacity_ = 0;
        }
    }

    /// Forgets all bytes, and gives all memory back.
    void release() noexcept
    {
        block_.reset();
        capacity_ = begin_ = end_ = 0;
    }

private:
    static constexpr std::size_t first_capacity = 4096;
    static constexpr std::size_t most_kept = 16 * 1024;

    std::unique_ptr<char[]> block_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

inline byte_buffer byte_buffer::packed(std::size_t room) const
{
    byte_buffer made;
    made.capacity_ = size() + room;
    made.block_.reset(new char[made.capacity_]);
    made.append(bytes());
    return made;
}

inline void byte_buffer::reserve(std::size_t least)
{
    if (capacity_ - end_ >= least)
        return;
    if (capacity_ - size() < least) {
        const std::size_t larger = std::max({first_capacity, 2 * capacity_, size() + least});
        std::unique_ptr<char[]> block(new char[larger]); // not make_unique, which would write zeros
        std::ranges::copy(bytes(), block.get());
        block_ = std::move(block);
        capacity_ = larger;
    } else {
        std::memmove(block_.get(), bytes().data(), size());
    }
    end_ = size();
    begin_ = 0;
}

} // namespace plait::http::detail
