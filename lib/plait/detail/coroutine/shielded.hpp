#pragma once

#include <plait/awaitable.hpp>

#include <cstdint>
#include <utility>

namespace plait::detail {

/// An awaitable that a coroutine may await although the coroutine is cancelled: see
/// `own_frame::await_transform`.
template <class T>
class shielded : public awaitable<T> {
public:
    explicit shielded(awaitable<T> body) noexcept : awaitable<T>(std::move(body)) {}
};

#if PLAIT_KNOWS_ASIO_FRAMES

struct cancellation_kept_back {};

#else

/// While this object lives, the task that made it counts as not cancelled, even if it was. With the public parts of
/// Asio there is no other way to await anything in a cancelled task that has not called `throw_if_cancelled(false)`.
class cancellation_kept_back {
public:
    cancellation_kept_back();
    ~cancellation_kept_back();
    cancellation_kept_back(cancellation_kept_back&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)), generation_(other.generation_)
    {
    }
    cancellation_kept_back& operator=(cancellation_kept_back&&) = delete;

private:
    task* of_ = nullptr; // null: the task was not cancelled
    std::uint32_t generation_ = 0;
};

#endif

} // namespace plait::detail
