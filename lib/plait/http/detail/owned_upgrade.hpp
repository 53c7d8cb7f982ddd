#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <utility>

namespace plait::http::detail {

class upgrade;

/// Owns what is to follow HTTP on a connection, if anything. A `std::unique_ptr` would cost the compiler 1.3 MB of memory
/// for each file that has handlers.
class owned_upgrade {
public:
    owned_upgrade() noexcept = default;
    owned_upgrade(const owned_upgrade&) = delete;
    owned_upgrade& operator=(const owned_upgrade&) = delete;
    ~owned_upgrade() { reset(); }

    [[nodiscard]] explicit operator bool() const noexcept { return owned_ != nullptr; }
    [[nodiscard]] upgrade* release() noexcept { return std::exchange(owned_, nullptr); }
    void reset(upgrade* next = nullptr) noexcept
    {
        if (upgrade* const last = std::exchange(owned_, next))
            destroy(last);
    }

private:
    static void destroy(upgrade*) noexcept;

    upgrade* owned_ = nullptr;
};

} // namespace plait::http::detail
