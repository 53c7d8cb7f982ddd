#include "http/connection/byte_buffer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

using plait::http::detail::byte_buffer;

namespace {

/// As a socket does it. There must be room.
void receive(byte_buffer& buffer, std::string_view bytes)
{
    REQUIRE(buffer.room().size() >= bytes.size());
    std::ranges::copy(bytes, buffer.room().begin());
    buffer.received(bytes.size());
}

} // namespace

TEST_SUITE_BEGIN("byte_buffer");

TEST_CASE("a buffer is empty and holds no memory until room is asked for")
{
    byte_buffer buffer;

    CHECK(buffer.empty());
    CHECK(buffer.size() == 0);
    CHECK(buffer.bytes() == "");
    CHECK(buffer.room().empty());
    buffer.reserve(1);
    CHECK(buffer.room().size() >= 1);
    CHECK(buffer.empty());
}

TEST_CASE("bytes come in the order they were received")
{
    byte_buffer buffer;
    buffer.reserve(6);
    receive(buffer, "abc");
    receive(buffer, "def");

    CHECK(buffer.bytes() == "abcdef");
    CHECK(buffer.size() == 6);
}

TEST_CASE("consume drops bytes at the front")
{
    byte_buffer buffer;
    buffer.reserve(6);
    receive(buffer, "abcdef");
    buffer.consume(2);

    CHECK(buffer.bytes() == "cdef");
}

TEST_CASE("when all is consumed, all the room is there again")
{
    byte_buffer buffer;
    buffer.reserve(6);
    const std::size_t room = buffer.room().size();
    receive(buffer, "abcdef");
    buffer.consume(3);
    CHECK(buffer.room().size() == room - 6);
    buffer.consume(3);

    CHECK(buffer.empty());
    CHECK(buffer.room().size() == room);
}

TEST_CASE("erase_after drops bytes behind the first, and what follows moves up")
{
    byte_buffer buffer;
    buffer.reserve(9);
    receive(buffer, "-headXXYZ");
    buffer.consume(1);
    buffer.erase_after(4, 2);
    CHECK(buffer.bytes() == "headYZ");

    buffer.erase_after(4, 0);
    CHECK(buffer.bytes() == "headYZ");
    buffer.erase_after(4, 2);
    CHECK(buffer.bytes() == "head");
    receive(buffer, "AB");
    CHECK(buffer.bytes() == "headAB");
}

TEST_CASE("reserve keeps the bytes, whether they move to the front or to a larger block")
{
    byte_buffer buffer;
    buffer.reserve(1);
    const std::string text(buffer.room().size() - 1, 'x');
    receive(buffer, text);
    receive(buffer, "y");
    CHECK(buffer.room().empty());

    buffer.consume(text.size() - 2);
    const std::size_t capacity = text.size() + 1;
    buffer.reserve(capacity - 3);
    CHECK(buffer.bytes() == "xxy");
    CHECK(buffer.room().size() == capacity - 3); // the same block

    buffer.reserve(10 * capacity);
    CHECK(buffer.bytes() == "xxy");
    CHECK(buffer.room().size() >= 10 * capacity);
}

TEST_CASE("what is there does not move while there is room")
{
    byte_buffer buffer;
    buffer.reserve(100);
    receive(buffer, "abc");
    const char* place = buffer.bytes().data();

    buffer.reserve(buffer.room().size());

    CHECK(buffer.bytes().data() == place);
}

TEST_CASE("a packed buffer has the bytes, and just the room that it was made with, until it is used anew")
{
    byte_buffer buffer;
    buffer.reserve(6);
    receive(buffer, "abcdef");
    buffer.consume(2);
    buffer = buffer.packed(3);
    CHECK(buffer.bytes() == "cdef");
    CHECK(buffer.room().size() == 3);
    receive(buffer, "ghi");
    CHECK(buffer.bytes() == "cdefghi");

    buffer.shrink();
    CHECK(buffer.room().empty());
    buffer.reserve(1);
    CHECK(buffer.room().size() >= 1000);
}

TEST_SUITE_END();
