#pragma once

#include <plait/http/detail/erased_handler.hpp>
#include <plait/http/route_options.hpp>

#include <atomic>
#include <memory>

namespace plait::http::detail {

/// Whether a route has answered with a stream. All loops use it, and it orders nothing.
class has_streamed {
public:
    has_streamed() = default;
    has_streamed(const has_streamed& other) noexcept : set_(static_cast<bool>(other)) {}
    has_streamed& operator=(const has_streamed& other) noexcept
    {
        set_.store(static_cast<bool>(other), std::memory_order_relaxed);
        return *this;
    }

    [[nodiscard]] explicit operator bool() const noexcept { return set_.load(std::memory_order_relaxed); }
    void set() noexcept { set_.store(true, std::memory_order_relaxed); }

private:
    std::atomic<bool> set_ = false;
};

/// The handler and the options of a route. Copies of a router share the handler.
struct endpoint {
    std::shared_ptr<closure> handler;
    coroutine_call* coroutine;
    function_call* function;
    reader_call* reader;
    route_options options;
    std::shared_ptr<closure>
        on_error{}; // the error_hook of the router that was mounted with this route; else it is null
    mutable has_streamed streams{};
};

} // namespace plait::http::detail
