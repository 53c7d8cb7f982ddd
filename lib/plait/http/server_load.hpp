#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace plait::http {

namespace detail {
struct load_counts;
} // namespace detail

/// Tells how a server bears its load: what a health route says, and metrics. Copies tell of the same server. Servers that
/// are given the same one also share their `max_requests_in_flight`.
///
///     server_load load;
///     app.get("/healthz", [load](request&) -> awaitable<response> {
///         co_return json({{"overloaded", load.is_overloaded()}, {"shed", load.shed()}});
///     }, route_options().never_shed());
///     co_await serve(std::move(app), server_options().load(load));
///
/// Threads: any. What it tells may be a moment old.
///
/// Cost: a block of memory to make one, none to ask; `is_overloaded` reads the clock.
class server_load {
public:
    server_load();

    /// Whether a loop of the server has refused a request in the last 500 ms because too many wait: see
    /// `server_options::overload_target`.
    [[nodiscard]] bool is_overloaded() const noexcept;

    /// How many requests were refused for the load so far: those of `overload_target`, and those of
    /// `max_requests_in_flight`.
    [[nodiscard]] std::uint64_t shed() const noexcept;

    /// For plait itself.
    [[nodiscard]] detail::load_counts& counts() const noexcept { return *counts_; }

private:
    friend class server_options;
    explicit server_load(std::shared_ptr<detail::load_counts> counts) noexcept : counts_(std::move(counts)) {}

    std::shared_ptr<detail::load_counts> counts_;
};

} // namespace plait::http
