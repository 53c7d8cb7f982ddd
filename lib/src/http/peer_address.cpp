#include <plait/http/peer_address.hpp>

#include "http/parse/decimal.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace ip = boost::asio::ip;

namespace plait::http {

namespace {

constexpr std::size_t longest_text = 45; // the longest address is an IPv6 one that ends in an IPv4 one

std::optional<peer_address> parse_address(std::string_view text, std::uint16_t port) noexcept
{
    std::array<char, longest_text + 1> terminated{};
    if (text.size() > longest_text || text.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos)
        return std::nullopt;
    std::ranges::copy(text, terminated.begin());
    boost::system::error_code failed;
    if (text.find(':') == std::string_view::npos) {
        const ip::address_v4 parsed = ip::make_address_v4(terminated.data(), failed);
        return failed ? std::nullopt : std::optional(peer_address::ipv4(parsed.to_bytes(), port));
    }
    const ip::address_v6 parsed = ip::make_address_v6(terminated.data(), failed);
    return failed ? std::nullopt : std::optional(peer_address::ipv6(parsed.to_bytes(), port));
}

} // namespace

peer_address peer_address::unix_socket() noexcept
{
    peer_address made;
    made.kind_ = kind::unix_socket;
    return made;
}

peer_address peer_address::ipv4(std::array<std::uint8_t, 4> bytes, std::uint16_t port) noexcept
{
    peer_address made;
    made.kind_ = kind::ipv4;
    std::ranges::copy(bytes, made.bytes_.begin());
    made.port_ = port;
    return made;
}

peer_address peer_address::ipv6(const std::array<std::uint8_t, 16>& bytes, std::uint16_t port) noexcept
{
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::ranges::equal(mapped, std::span(bytes).first<12>()))
        return ipv4({bytes[12], bytes[13], bytes[14], bytes[15]}, port);
    peer_address made;
    made.kind_ = kind::ipv6;
    made.bytes_ = bytes;
    made.port_ = port;
    return made;
}

std::optional<peer_address> peer_address::parse(std::string_view text) noexcept
{
    const bool bracketed = text.starts_with('[');
    const bool is_ipv6 = bracketed || text.find(':') != text.rfind(':');
    std::string_view address = text;
    std::string_view rest;
    if (bracketed) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        address = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (address.find(':') == std::string_view::npos)
            return std::nullopt;
    } else if (!is_ipv6) {
        address = text.substr(0, text.find(':'));
        rest = text.substr(address.size());
    }
    std::uint16_t port = 0;
    if (!rest.empty() && (rest.front() != ':' || !detail::parse_decimal(rest.substr(1), port)))
        return std::nullopt;
    return parse_address(address, port);
}

std::span<const std::uint8_t> peer_address::bytes() const noexcept
{
    const std::size_t count = kind_ == kind::ipv4 ? 4 : kind_ == kind::ipv6 ? 16 : 0;
    return std::span(bytes_).first(count);
}

std::string peer_address::address() const
{
    switch (kind_) {
    case kind::unix_socket:
        return "unix";
    case kind::ipv4:
        return ip::address_v4({bytes_[0], bytes_[1], bytes_[2], bytes_[3]}).to_string();
    case kind::ipv6:
        return ip::address_v6(bytes_).to_string();
    case kind::unknown:
        break;
    }
    return "unknown";
}

std::string peer_address::to_string() const
{
    switch (kind_) {
    case kind::ipv4:
        return address().append(":").append(std::to_string(port_));
    case kind::ipv6:
        return std::string("[").append(address()).append("]:").append(std::to_string(port_));
    default:
        return address();
    }
}

} // namespace plait::http
