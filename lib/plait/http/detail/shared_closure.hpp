#pragma once

#include <plait/http/detail/erased_handler.hpp>

#include <memory>
#include <utility>

namespace plait::http::detail {

/// Shares a closure, as a `std::shared_ptr` does. A further kind of that would cost the compiler 1 MB in each file that has
/// handlers, so it is made in the library.
class shared_closure {
public:
    shared_closure() noexcept = default;
    explicit shared_closure(std::unique_ptr<closure> made);
    shared_closure(const shared_closure&);
    shared_closure(shared_closure&& other) noexcept
        : shared_(std::exchange(other.shared_, nullptr)), kept_(std::exchange(other.kept_, nullptr))
    {
    }
    shared_closure& operator=(shared_closure other) noexcept
    {
        std::swap(shared_, other.shared_);
        std::swap(kept_, other.kept_);
        return *this;
    }
    ~shared_closure();

    [[nodiscard]] closure* get() const noexcept { return kept_; }

private:
    std::shared_ptr<closure>* shared_ = nullptr;
    closure* kept_ = nullptr;
};

} // namespace plait::http::detail
