#pragma once

#include <plait/event.hpp>

#include <optional>
#include <string_view>

namespace plait::http::detail {

/// Where a `body_reader` takes its pieces from: a connection, or a text.
class body_source {
public:
    body_source() = default;
    body_source(const body_source&) = delete;
    body_source& operator=(const body_source&) = delete;

    /// Asks for the next piece, which makes the last one invalid. `come` is set when `take` may be called.
    virtual void ask() = 0;
    /// Returns the piece, or nothing at the end; throws why no more comes.
    [[nodiscard]] virtual std::optional<std::string_view> take() = 0;

    /// The wait for `come` has ended by an exception, and nobody waits for the piece any more.
    virtual void gives_up() {}

    event come;

protected:
    ~body_source() = default;
};

} // namespace plait::http::detail
