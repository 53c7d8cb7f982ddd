#pragma once

#include "observe/heap_hook.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

namespace plait::detail {

/// Why there is no heap profile in this program, in a line; empty: there is. The first text is for a program that only
/// lacks a library at the link.
[[nodiscard]] std::string heap_profile_not_linked();
[[nodiscard]] std::string no_heap_profile();

/// A profile of the heap: of what was allocated since the program started, or of how that changes from here to `finish`.
class heap_window {
public:
    enum class begin { start_of_program, now };

    /// `shown_first` names one of the four values: see `heap_profile_type`.
    /// Errors: `profile_not_linked` and `profile_unavailable`, see profiles.hpp.
    explicit heap_window(std::string_view shown_first, begin = begin::start_of_program);

    /// Returns the file. It takes a while, and so is no work for a loop.
    [[nodiscard]] std::string finish() const;

private:
    heap_samples& samples_;
    const std::string_view shown_first_;
    const begin from_;
    const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
    const std::chrono::steady_clock::time_point began_steadily_ = std::chrono::steady_clock::now();
    std::unordered_map<const void*, heap_values> before_; // by the key of the stack
};

} // namespace plait::detail
