#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <utility>

namespace plait::http::detail {

/// Owns what a class keeps out of its header. A `std::unique_ptr` would cost the compiler 1.3 MB of memory for each such
/// class, in each file that has handlers.
template <class T>
class owned {
public:
    explicit owned(T* made) noexcept : made_(made) {}
    owned(owned&& other) noexcept : made_(std::exchange(other.made_, nullptr)) {}
    owned& operator=(owned&& other) noexcept
    {
        std::swap(made_, other.made_);
        return *this;
    }
    ~owned() { delete made_; }

    [[nodiscard]] explicit operator bool() const noexcept { return made_ != nullptr; }
    [[nodiscard]] T& operator*() const noexcept { return *made_; }
    [[nodiscard]] T* operator->() const noexcept { return made_; }

private:
    T* made_;
};

} // namespace plait::http::detail
