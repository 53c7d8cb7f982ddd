#pragma once

#include <plait/event.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace plait::http::detail {

/// Where a `body_writer` puts what it is given: a connection, or a text.
class body_sink {
public:
    body_sink() = default;
    body_sink(const body_sink&) = delete;
    body_sink& operator=(const body_sink&) = delete;

    /// Takes all of the piece.
    virtual void append(std::string_view piece) = 0;
    /// Whether so much waits to be sent that a writer must wait.
    [[nodiscard]] virtual bool full() const noexcept = 0;
    /// Whether nothing waits to be sent.
    [[nodiscard]] virtual bool empty() const noexcept = 0;
    /// Whether nothing is sent any more, as the connection has been given up.
    [[nodiscard]] virtual bool is_stopped() const noexcept { return false; }

    /// The writer that a callable is given, which lives as long as this. It stands here, as a coroutine that held it would
    /// be a frame more in each stream.
    template <class Writer>
    [[nodiscard]] Writer& writer() noexcept
    {
        static_assert(sizeof(Writer) <= sizeof writer_ && alignof(Writer) <= alignof(void*));
        return *::new (static_cast<void*>(writer_)) Writer(*this);
    }

    event progress;                        // is set when there is room, or nothing waits; it may be set without that
    std::unique_ptr<std::string> trailers; // lines of "Name: value\r\n"; null: there are none

protected:
    ~body_sink() = default;

private:
    alignas(void*) std::byte writer_[sizeof(void*)];
};

} // namespace plait::http::detail
