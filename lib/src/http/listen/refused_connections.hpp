#pragma once

#include "http/socket/socket_stream.hpp"
#include <plait/detail/coroutine/loop.hpp>

#include <deque>

namespace plait::http {

/// The clients of one loop for whom there is no room. Each is answered 503 at once, as far as that goes without
/// waiting. Its socket is closed a moment later, as a client may lose the answer if its request finds the socket
/// closed.
class refused_connections final : private plait::detail::timer {
public:
    explicit refused_connections(executor here) noexcept : owner_(here.owner()) {}
    refused_connections(const refused_connections&) = delete;
    refused_connections& operator=(const refused_connections&) = delete;
    ~refused_connections() { owner_.remove(*this); }

    void refuse(detail::socket_stream);

    // If there are more, the oldest is closed, so that a flood of clients takes no more descriptors than these.
    static constexpr std::size_t most_kept = 64;
    static constexpr std::chrono::seconds time_kept{1};

private:
    struct entry {
        detail::socket_stream connected;
        clock::time_point due;
    };

    void fire() override;
    void abandon() noexcept override {}
    void close_oldest() noexcept;

    plait::detail::loop& owner_;
    std::deque<entry> kept_; // the oldest first
};

} // namespace plait::http
