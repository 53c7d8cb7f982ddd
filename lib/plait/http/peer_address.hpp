#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plait::http {

/// The other end of a connection: an IPv4 or IPv6 address with a port, or a process on a unix socket.
///
///     limit.count(request.client().address()); // "192.0.2.7"
///
/// A socket that takes both kinds of addresses gives an IPv4 address as an IPv6 one, `::ffff:192.0.2.7`. Here it
/// becomes the IPv4 address again.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 20 bytes; 40 ns to parse an IPv4 address, 85 ns to write one; it takes memory for the texts only
///   (`bench_http`).
class peer_address {
public:
    enum class kind : std::uint8_t {
        unknown, ///< The peer of a connection in memory or of a test's request, or a client that a proxy does not name.
        unix_socket,
        ipv4,
        ipv6,
    };

    constexpr peer_address() noexcept = default; ///< Unknown.
    [[nodiscard]] static peer_address unix_socket() noexcept;
    [[nodiscard]] static peer_address ipv4(std::array<std::uint8_t, 4> bytes, std::uint16_t port) noexcept;
    [[nodiscard]] static peer_address ipv6(const std::array<std::uint8_t, 16>& bytes, std::uint16_t port) noexcept;

    /// Reads "192.0.2.7", "192.0.2.7:4711", "2001:db8::7", "[2001:db8::7]" or "[2001:db8::7]:4711". The port is 0 if
    /// the text has none. Returns nothing for any other text, such as a host's name or an address with a zone
    /// (`%eth0`).
    [[nodiscard]] static std::optional<peer_address> parse(std::string_view text) noexcept;

    [[nodiscard]] kind what() const noexcept { return kind_; }
    /// The bytes of the address in network order: 4 for IPv4, 16 for IPv6, none for the other kinds.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] peer_address with_port(std::uint16_t port) const noexcept
    {
        peer_address made = *this;
        made.port_ = port;
        return made;
    }

    [[nodiscard]] std::string address() const;   ///< Without the port: "192.0.2.7", "2001:db8::7", "unix", "unknown".
    [[nodiscard]] std::string to_string() const; ///< With the port: "192.0.2.7:4711", "[2001:db8::7]:4711".

    /// Compares by kind, then by address, then by port.
    friend auto operator<=>(const peer_address&, const peer_address&) noexcept = default;

private:
    kind kind_ = kind::unknown;
    std::array<std::uint8_t, 16> bytes_{};
    std::uint16_t port_ = 0;
};

} // namespace plait::http
