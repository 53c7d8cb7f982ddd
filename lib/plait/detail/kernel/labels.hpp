#pragma once

#include <plait/detail/kernel/current.hpp>

namespace plait::detail {

/// Names what a task works for, to people and tools that watch. Labels are inherited as context values are, so that they
/// take no memory in each task. The texts belong to whoever sets the labels, and live as long as these.
struct labels : binding {
    labels() noexcept : binding{&tag} {}

    const char* route = nullptr;      // "/users/{id}", in a handler of a request
    const char* method = nullptr;     // "GET"
    const char* name = nullptr;       // given by `named`
    const void* request = nullptr;    // the http::request of that handler
    const task* started_by = nullptr; // the task on another loop that waits for this one: see on_all_loops.cpp

    void take_from(const binding* around) noexcept; // makes these labels the innermost ones, with the texts of the outer

    static constexpr char tag = 0; // its address is the key of all labels
};

// These functions call nothing else, and no sanitizer instruments them. So signal handlers may call them, and so may
// what a sanitizer calls.
[[nodiscard]] const labels* labels_in(const binding* innermost) noexcept; // null: there are none
[[nodiscard]] const labels* current_labels() noexcept;                    // of what this thread runs; null: none
[[nodiscard]] const char* current_label() noexcept;                       // the route, or null

} // namespace plait::detail
