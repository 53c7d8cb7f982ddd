#pragma once

#include <plait/http/request_end.hpp>
#include <plait/http/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>

namespace plait::http::detail {

/// Tells a server's `on_request_end`, if it has one, of the requests of a loop.
class request_ends {
public:
    explicit request_ends(const server_options&);

    [[nodiscard]] bool are_told() const noexcept { return most_batched_ == 0; }
    /// How many bytes of answers may wait to go out in one write. None, if the end of each of them is told.
    [[nodiscard]] std::size_t most_batched() const noexcept { return most_batched_; }
    /// Gives the request its id, and tells of it.
    void tell(request_end&) noexcept;

private:
    const server_options& options_;
    std::size_t most_batched_ = std::size_t(32) * 1024;
    std::uint64_t last_id_ = 0;
    std::uint64_t failures_ = 0;
};

} // namespace plait::http::detail
