#pragma once

#include <plait/testing/detail/memory_pipe.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace plait::testing::detail {

/// The state that the two ends of a connection share. End 0 is the one that connected.
class memory_connection {
public:
    using error_code = boost::system::error_code;

    memory_connection(const link_options&, std::string first_name, std::string second_name);
    memory_connection(const memory_connection&) = delete;
    memory_connection& operator=(const memory_connection&) = delete;

    void bind(int end, executor here); // lets this end read and write from now on
    void close(int end);
    void cancel(int end);
    void reset();

    template <class Handler>
    void read(int end, boost::asio::mutable_buffer to, Handler handler)
    {
        memory_pipe& in = to_end(end);
        memory_wait_of<Handler>::begin(std::move(handler), here(end), in.reading, "memory_stream::read");
        if (may_begin(end, in.reading))
            in.read_into(to);
    }
    template <class Handler>
    void wait_to_read(int end, Handler handler)
    {
        auto told = [handler = std::move(handler)](error_code failed, std::size_t) mutable { std::move(handler)(failed); };
        memory_pipe& in = to_end(end);
        memory_wait_of<decltype(told)>::begin(std::move(told), here(end), in.reading, "memory_stream::wait_to_read");
        if (may_begin(end, in.reading))
            in.wait_to_read();
    }
    template <class Handler>
    void write(int end, std::string bytes, Handler handler)
    {
        memory_pipe& out = from_end(end);
        memory_wait_of<Handler>::begin(std::move(handler), here(end), out.writing, "memory_stream::write");
        if (may_begin(end, out.writing))
            out.write_from(std::move(bytes));
    }
    std::size_t read_some(int end, boost::asio::mutable_buffer to, error_code& failed);
    std::size_t write_some(int end, std::string_view bytes, error_code& failed);

    // Whether this end knows that the other end has closed the connection, or writes no more.
    [[nodiscard]] bool has_left(int end, bool half_is_enough) const noexcept
    {
        return reset_ || (half_is_enough && ways_[1 - end].ended());
    }

    [[nodiscard]] memory_pipe& from_end(int end) noexcept { return ways_[end]; }
    [[nodiscard]] memory_pipe& to_end(int end) noexcept { return ways_[1 - end]; }
    [[nodiscard]] executor here(int end) const noexcept { return *ends_[end]; }
    [[nodiscard]] const std::string& name(int end) const noexcept { return names_[end]; }
    [[nodiscard]] const link_options& options() const noexcept { return options_; }

    // The pipes call these two: `left_of` tells how many of these bytes may be read before the connection is reset, and
    // `was_read` counts the bytes that were read.
    [[nodiscard]] std::size_t left_of(std::size_t count) const noexcept;
    void was_read(std::size_t count);
    [[nodiscard]] clock::time_point ends_at() const noexcept { return reset_ ? clock::time_point::max() : ends_at_; }

private:
    [[nodiscard]] error_code strike(int end);
    [[nodiscard]] bool may_begin(int end, memory_wait* operation); // if false, the operation has been finished

    const link_options options_;
    const clock::time_point ends_at_;
    std::size_t read_ = 0; // the bytes read at both ends
    bool reset_ = false;
    std::array<bool, 2> closed_{}; // by that end
    std::array<std::string, 2> names_;
    std::array<std::optional<executor>, 2> ends_;
    std::array<memory_pipe, 2> ways_; // pipe i goes from end i to the other end
};

} // namespace plait::testing::detail
