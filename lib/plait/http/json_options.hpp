#pragma once

#include <plait/detail/kernel/count_argument.hpp>

#include <cstddef>

namespace plait::http {

/// How JSON is read into a described struct. Each setter returns the options, so that the calls chain:
///
///     const auto order = request.json<new_order>(json_options().refuse_unknown());
///
/// Threads: a value: one thread at a time.
///
/// Cost: none to speak of; no memory.
class json_options {
public:
    /// Refuses members that a struct does not have. Without this they are ignored, so that a client may send what only
    /// later servers know.
    json_options& refuse_unknown() noexcept
    {
        refuses_unknown_ = true;
        return *this;
    }
    [[nodiscard]] bool refuses_unknown() const noexcept { return refuses_unknown_; }

    /// How many arrays and objects may stand inside each other. JSON that is nested deeper is malformed.
    ///
    /// Errors: `std::invalid_argument` for less than 1 and for more than 256, as each level takes some of the thread's stack.
    json_options& depth(plait::detail::count_argument levels);
    [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

private:
    std::size_t depth_ = 64;
    bool refuses_unknown_ = false;
};

} // namespace plait::http
