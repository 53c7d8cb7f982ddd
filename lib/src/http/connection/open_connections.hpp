#pragma once

#include <plait/clock.hpp>
#include <plait/detail/coroutine/task_frame.hpp>
#include <plait/detail/coroutine/waiter.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace plait::http::detail {

class open_connections;

/// What those who stop a server know of a connection, whatever its protocol is.
class open_connection {
public:
    /// What it waits for that its client has to send.
    enum class missing : std::uint8_t {
        nothing,
        request,      // of which nothing is here
        rest_of_head, // of one that has begun
    };

    open_connection(const open_connection&) = delete;
    open_connection& operator=(const open_connection&) = delete;
    virtual ~open_connection() = default;

    /// Ends the connection if it waits for a request; else after the answer to the one it has.
    virtual void drain() noexcept = 0;
    /// Ends it now. A handler is cancelled, and heard if it answers all the same. Told again, it does nothing, or hurries.
    virtual void cancel(plait::detail::urgency) noexcept = 0;
    /// What it is at: "GET /slow, in sleep".
    [[nodiscard]] virtual std::string describe() const = 0;

    [[nodiscard]] virtual missing waits_for() const noexcept = 0;
    /// Until when it waits for that.
    [[nodiscard]] virtual clock::time_point waits_until() const noexcept = 0;
    /// Ends the wait as if that were now.
    virtual void give_up_waiting() noexcept = 0;

protected:
    open_connection() = default;

private:
    friend class open_connections; // which links them
    open_connection* next_ = nullptr;
    open_connection* previous_ = nullptr;
};

/// The connections of one loop. Any of them may end in each call of one: then it is destroyed here.
class open_connections {
public:
    open_connections() = default;
    open_connections(const open_connections&) = delete;
    open_connections& operator=(const open_connections&) = delete;
    ~open_connections() { destroy_all(); }

    /// Owns it from here on.
    void add(open_connection&) noexcept;
    /// Destroys one that has ended. Of that connection itself.
    void remove(open_connection&) noexcept;
    /// Those of a loop that goes away.
    void destroy_all() noexcept;

    void drain() noexcept;
    void cancel(plait::detail::urgency) noexcept;
    /// See `loop_server::shed`.
    std::size_t shed();

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// ": GET /slow, in sleep; ...": some of them.
    [[nodiscard]] std::string describe() const;

    // Who waits for the last one to end: a drain, and the server itself.
    plait::detail::waiter drained{"http::serve, for the last connection"};
    plait::detail::waiter ended{"http::serve, for the last connection"};

private:
    static constexpr std::size_t most_shed = 256;

    void for_each(auto use);
    std::size_t shed(open_connection::missing);
    void unlink(open_connection&) noexcept;

    open_connection* first_ = nullptr;
    open_connection* next_visited_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace plait::http::detail
