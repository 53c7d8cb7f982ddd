#pragma once

#include "http/listen/listening_socket.hpp"

#include <utility>

namespace plait::http {

/// A listening socket of which each loop gets a duplicate: a unix socket, of which there can be only one for a path, or
/// a socket on which other programs listen, too. A client wakes all loops, and one of them accepts it.
class shared_descriptor {
public:
    shared_descriptor() noexcept = default;
    shared_descriptor(shared_descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    shared_descriptor& operator=(shared_descriptor&&) = delete;
    ~shared_descriptor() { close(); }

    [[nodiscard]] static shared_descriptor duplicate(int of); // throws `boost::system::system_error`
    void take(int owned) noexcept
    {
        close();
        descriptor_ = owned;
    }
    void close() noexcept;

    [[nodiscard]] int get() const noexcept { return descriptor_; }
    [[nodiscard]] acceptor open_on(executor here) const;

private:
    int descriptor_ = -1;
};

} // namespace plait::http
