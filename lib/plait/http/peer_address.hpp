#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plait::http {

/// Who is at the other end of a connection: an IPv4 or IPv6 address and a port, or a process on a unix socket.
///
///     limit.count(asked.client().address()); // "192.0.2.7"
///
/// An IPv6 address that stands for an IPv4 one, as `::ffff:192.0.2.7` where a socket takes both, is that IPv4 address.
///
/// Threads: a value: one thread at a time.
///
/// Cost: 20 bytes; 40 ns to parse an IPv4 address, 85 ns to write one; no memory but for the texts (`bench_http`).
class peer_address {
public:
    enum class kind : std::uint8_t {
        unknown, ///< Of a connection in memory, a test's request, a client that a proxy does not name.
        unix_socket,
        ipv4,
        ipv6,
    };

    constexpr peer_address() noexcept = default; ///< Unknown.
    [[nodiscard]] static peer_address unix_socket() noexcept;
    [[nodiscard]] static peer_address ipv4(std::array<std::uint8_t, 4> bytes, std::uint16_t port) noexcept;
    [[nodiscard]] static peer_address ipv6(const std::array<std::uint8_t, 16>& bytes, std::uint16_t port) noexcept;

    /// Of "192.0.2.7", "192.0.2.7:4711", "2001:db8::7", "[2001:db8::7]" or "[2001:db8::7]:4711"; without a port it is 0.
    /// Nothing for any other text, a name or a zone (`%eth0`) among them.
    [[nodiscard]] static std::optional<peer_address> parse(std::string_view text) noexcept;

    [[nodiscard]] kind what() const noexcept { return kind_; }
    /// In network order: 4 of IPv4, 16 of IPv6, else none.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept;
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] peer_address with_port(std::uint16_t port) const noexcept
    {
        peer_address made = *this;
        made.port_ = port;
        return made;
    }

    [[nodiscard]] std::string address() const;   ///< Without the port: "192.0.2.7", "2001:db8::7", "unix", "unknown".
    [[nodiscard]] std::string to_string() const; ///< With it: "192.0.2.7:4711", "[2001:db8::7]:4711".

    /// By kind, then address, then port.
    friend auto operator<=>(const peer_address&, const peer_address&) noexcept = default;

private:
    kind kind_ = kind::unknown;
    std::array<std::uint8_t, 16> bytes_{};
    std::uint16_t port_ = 0;
};

} // namespace plait::http
