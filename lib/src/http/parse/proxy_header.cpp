#include "http/parse/proxy_header.hpp"

#include "http/parse/decimal.hpp"

#include <algorithm>
#include <array>

namespace plait::http::detail {

namespace {

using progress = proxy_header::progress;
using namespace std::string_view_literals;

constexpr std::string_view start_1 = "PROXY "sv;
constexpr std::string_view start_2 = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t longest_1 = 107; // the longest header of version 1, with its CRLF
constexpr std::size_t head_2 = 16;     // the part of version 2 that comes before the addresses

constexpr proxy_header refused{progress::refused};
constexpr proxy_header more{progress::more};

/// Takes the text up to the next space, or all of it, off the front, and returns it. The space is taken off too.
std::string_view next_word(std::string_view& rest) noexcept
{
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    return word;
}

/// Reads an address of that family, as version 1 writes it: without a port and without brackets.
std::optional<peer_address> plain_address(std::string_view text, bool is_ipv6) noexcept
{
    if (text.starts_with('[') || is_ipv6 != (text.find(':') != std::string_view::npos))
        return std::nullopt;
    return peer_address::parse(text);
}

/// Reads the source of "192.0.2.7 192.0.2.1 4711 80", which are the two addresses and the two ports.
std::optional<peer_address> source_1(std::string_view rest, bool is_ipv6) noexcept
{
    const bool ends_in_a_space = rest.ends_with(' ');
    const auto source = plain_address(next_word(rest), is_ipv6);
    const auto target = plain_address(next_word(rest), is_ipv6);
    std::uint16_t source_port = 0;
    std::uint16_t target_port = 0;
    const bool ports = parse_decimal(next_word(rest), source_port) && parse_decimal(next_word(rest), target_port);
    if (!source || !target || !ports || !rest.empty() || ends_in_a_space)
        return std::nullopt;
    return source->with_port(source_port);
}

proxy_header parse_1(std::string_view bytes, peer_address& peer) noexcept
{
    const std::string_view line = bytes.substr(0, bytes.substr(0, longest_1).find_first_of("\r\n"));
    if (line.size() == bytes.size() || bytes.substr(line.size()) == "\r")
        return line.size() + 2 > longest_1 ? refused : more;
    if (line.size() + 2 > longest_1 || !bytes.substr(line.size()).starts_with("\r\n"))
        return refused;

    const proxy_header done{progress::done, line.size() + 2};
    std::string_view rest = line.substr(start_1.size());
    const std::string_view family = next_word(rest);
    if (family == "UNKNOWN")
        return done;
    if (family != "TCP4" && family != "TCP6")
        return refused;
    const auto source = source_1(rest, family == "TCP6");
    if (!source)
        return refused;
    peer = *source;
    return done;
}

unsigned byte_at(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<unsigned char>(bytes[at]);
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

template <std::size_t Size>
std::array<std::uint8_t, Size> address_at_start(std::string_view bytes) noexcept
{
    std::array<std::uint8_t, Size> address{};
    std::copy_n(bytes.begin(), Size, address.begin());
    return address;
}

/// Sets `peer` to the client. `addresses` begins with the addresses of the client and of the proxy; their ports follow.
/// Returns false if the text is too short for these.
bool take_source_2(unsigned family_and_transport, std::string_view addresses, peer_address& peer) noexcept
{
    switch (family_and_transport) {
    case 0x11: // TCP over IPv4
        if (addresses.size() < 12)
            return false;
        peer = peer_address::ipv4(address_at_start<4>(addresses), number_at(addresses, 8));
        return true;
    case 0x21: // TCP over IPv6
        if (addresses.size() < 36)
            return false;
        peer = peer_address::ipv6(address_at_start<16>(addresses), number_at(addresses, 32));
        return true;
    case 0x31: // a stream over a unix socket
        if (addresses.size() < 216)
            return false;
        peer = peer_address::unix_socket();
        return true;
    default: // no address, or datagrams, which are no connection
        return true;
    }
}

proxy_header parse_2(std::string_view bytes, peer_address& peer) noexcept
{
    constexpr unsigned version_2_local = 0x20;
    constexpr unsigned version_2_proxy = 0x21;
    if (bytes.size() < head_2)
        return more;
    const unsigned command = byte_at(bytes, 12);
    const unsigned family_and_transport = byte_at(bytes, 13);
    const std::size_t size = head_2 + number_at(bytes, 14);
    if ((command != version_2_local && command != version_2_proxy) || size > longest_proxy_header)
        return refused;
    if (command == version_2_proxy && (family_and_transport >> 4 > 3 || (family_and_transport & 0xf) > 2))
        return refused;
    if (bytes.size() < size)
        return more;
    if (command == version_2_proxy
        && !take_source_2(family_and_transport, bytes.substr(head_2, size - head_2), peer))
        return refused;
    return {progress::done, size};
}

} // namespace

proxy_header parse_proxy_header(std::string_view bytes, peer_address& peer) noexcept
{
    if (bytes.starts_with(start_1))
        return parse_1(bytes, peer);
    if (bytes.starts_with(start_2))
        return parse_2(bytes, peer);
    return start_1.starts_with(bytes) || start_2.starts_with(bytes) ? more : refused;
}

} // namespace plait::http::detail
