#pragma once

#include <plait/detail/coroutine/loop.hpp>
#include <plait/testing/detail/memory_wait.hpp>
#include <plait/testing/link_options.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace plait::testing::detail {

class memory_connection;

/// One direction of a connection: the bytes that are on their way, the bytes that have come and have not been read, and
/// the operations that wait at either end. The pipe's timer belongs to the reader's loop. While there is no reader yet,
/// all bytes stay on their way.
class memory_pipe final : plait::detail::timer {
public:
    using error_code = boost::system::error_code;
    enum class ending { none, no_more_written, closed };

    memory_pipe(memory_connection& of, int from) noexcept;
    ~memory_pipe() { stop_timer(); }

    void read_into(boost::asio::mutable_buffer); // makes `reading` wait for bytes
    void wait_to_read();                         // makes `reading` wait until there is something to read
    void write_from(std::string bytes);          // makes `writing` wait for room
    std::size_t read_some(boost::asio::mutable_buffer, error_code& failed);
    std::size_t write_some(std::string_view bytes, error_code& failed);

    void end(ending);      // sends an end behind all that has been written
    void drop() noexcept;  // called when the reader is gone
    void clear() noexcept; // called when the connection is reset

    void set_writer(executor here) noexcept { writer_.emplace(here); }
    void set_reader(executor here);
    void set_held(bool by_network, bool on);
    void set_capacity(std::size_t bytes) noexcept { capacity_ = bytes; }
    void schedule();
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    memory_wait* reading = nullptr;
    memory_wait* writing = nullptr;

private:
    struct piece {
        clock::time_point due;
        std::string bytes;
        ending what;
    };

    void fire() override;
    void abandon() noexcept override {}
    void stop_timer() noexcept;

    [[nodiscard]] std::size_t come() const noexcept { return bytes_.size() - taken_; }
    [[nodiscard]] bool held() const noexcept { return !reader_ || held_by_network_ || held_by_test_; }
    [[nodiscard]] clock::time_point arrival(const executor& chance_of) const;
    std::size_t append(std::string_view bytes, error_code& failed);
    void send(std::string bytes, ending);
    void arrive(const piece&);
    void arrive_due();
    void serve_reader();
    std::size_t take(boost::asio::mutable_buffer);
    void serve_writer();

    memory_connection& of_;
    const int from_;
    std::optional<executor> writer_;
    std::optional<executor> reader_;
    std::deque<piece> flying_; // the pieces on their way; a piece that is due waits for the pieces before it
    std::size_t flying_size_ = 0;
    std::string bytes_;     // the bytes that have come
    std::size_t taken_ = 0; // the number of them that the reader has taken
    std::size_t capacity_;
    bool shut_ = false;   // the writer writes no more
    bool broken_ = false; // the writer knows that the reader is gone
    bool ended_ = false;  // the reader knows that the writer writes no more
    bool dropped_ = false;
    bool held_by_network_ = false;
    bool held_by_test_ = false;
    std::optional<boost::asio::mutable_buffer> target_; // the buffer of `reading`; none if it only waits to read
    std::string source_;
};

} // namespace plait::testing::detail
