#pragma once

#include <plait/event.hpp>

#include <cstddef>
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
    /// Whether so much waits to be sent that a writer must wait until `room` is set.
    [[nodiscard]] virtual bool full() const noexcept = 0;
    /// Whether nothing waits to be sent; `sent` is set then.
    [[nodiscard]] virtual bool empty() const noexcept = 0;

    event room;
    event sent;
    std::string trailers; // lines of "Name: value\r\n"

protected:
    ~body_sink() = default;
};

} // namespace plait::http::detail
