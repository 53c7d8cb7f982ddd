#pragma once

#include <plait/clock.hpp>
#include <plait/testing/fuse.hpp>

#include <cstddef>
#include <limits>
#include <random>

namespace plait::testing {

namespace detail {
class memory_connection;
class memory_pipe;
class network_state;
} // namespace detail

/// The behaviour of a connection in memory. By default it is perfect. Each setter returns the options, so that calls
/// can be chained:
///
///     memory_stream::connected(here, link_options().latency(1ms, 20ms).short_reads().short_writes());
///
/// Random choices are drawn from the loop, so they are the same in every run of a test in virtual time.
///
/// Lifetime: a fuse must outlive the connections that were made with it.
///
/// Threads: a value.
///
/// Cost: some words to copy.
class link_options {
public:
    using duration = clock::duration;

    /// The time that a message is on its way, in either direction. Messages are bytes, ends, and the requests of
    /// `connect` and their answers. Bytes never overtake each other. Default 0: messages arrive at once.
    ///
    /// Errors: `std::invalid_argument` for a negative time, or if `least` is more than `most`.
    link_options& latency(duration always) { return latency(always, always); }
    link_options& latency(duration least, duration most);

    /// A read gives a random part of the bytes that have come, at least one.
    link_options& short_reads(bool on = true) noexcept;
    /// A write takes a random part of the bytes for which there is room, at least one.
    link_options& short_writes(bool on = true) noexcept;

    /// Resets the connection as soon as this many bytes have been read, at both ends together. See
    /// `memory_stream::reset`.
    link_options& reset_after(std::size_t bytes) noexcept;
    /// Resets the connection when it has reached this age.
    link_options& reset_after(duration age) noexcept;

    /// Makes each read and each write at either end an operation of the fuse. An operation that fails does nothing
    /// else.
    link_options& fuse(testing::fuse& burning) noexcept;

    /// The number of bytes that may be on their way in one direction, or have come and not been read, before writing
    /// waits. Default 64 KiB.
    link_options& capacity(std::size_t bytes) noexcept;

    /// The time for which `memory_network::connect` tries to reach a host that is cut off. Default 127 s, as in Linux.
    link_options& connect_timeout(duration value) noexcept;

private:
    friend class detail::memory_connection;
    friend class detail::memory_pipe;
    friend class detail::network_state;

    [[nodiscard]] duration random_latency(std::minstd_rand&) const;

    static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

    duration least_latency_{};
    duration most_latency_{};
    bool short_reads_ = false;
    bool short_writes_ = false;
    std::size_t most_bytes_ = never;
    duration most_age_ = duration::max();
    testing::fuse* fuse_ = nullptr;
    std::size_t capacity_ = 64 * 1024;
    duration connect_timeout_ = std::chrono::seconds(127);
};

} // namespace plait::testing
