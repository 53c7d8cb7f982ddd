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
    /// What a connection waits for that its client has to send.
    enum class missing : std::uint8_t {
        nothing,
        request,      // no byte of a request is here
        rest_of_head, // a part of a head is here
    };

    open_connection(const open_connection&) = delete;
    open_connection& operator=(const open_connection&) = delete;
    virtual ~open_connection() = default;

    /// Ends the connection if it waits for a request. Else the connection ends after the answer to its request.
    virtual void drain() noexcept = 0;
    /// Ends the connection now. Its handler is cancelled, and is heard if it answers all the same. Another call does
    /// nothing unless it is more urgent.
    virtual void cancel(plait::detail::urgency) noexcept = 0;
    /// What the connection does at present: "GET /slow, in sleep".
    [[nodiscard]] virtual std::string describe() const = 0;

    [[nodiscard]] virtual missing waits_for() const noexcept = 0;
    /// Until when the connection waits for that.
    [[nodiscard]] virtual clock::time_point waits_until() const noexcept = 0;
    /// Ends that wait as if its time were up.
    virtual void give_up_waiting() noexcept = 0;

protected:
    open_connection() = default;

private:
    friend class open_connections; // which links them
    open_connection* next_ = nullptr;
    open_connection* previous_ = nullptr;
};

/// The connections of one loop. A call of one of them may end any of them, which is destroyed in here then.
class open_connections {
public:
    open_connections() = default;
    open_connections(const open_connections&) = delete;
    open_connections& operator=(const open_connections&) = delete;
    ~open_connections() { destroy_all(); }

    /// Takes a connection, which is owned by this from here on.
    void add(open_connection&) noexcept;
    /// Destroys a connection that has ended. The connection itself calls this.
    void remove(open_connection&) noexcept;
    /// Takes another connection in the place of one, and no longer owns that one.
    void replace(open_connection& gone, open_connection& next) noexcept;
    /// Destroys all connections of a loop that goes away.
    void destroy_all() noexcept;

    void drain() noexcept;
    void cancel(plait::detail::urgency) noexcept;
    /// See `loop_server::shed`.
    std::size_t shed();

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// How many they are, and what some of them do: "7: GET /slow, in sleep; ...".
    [[nodiscard]] std::string describe() const;

    // The two that wait for the last connection to end: a drain, and the server itself.
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
