#pragma once

#include "async/join/captured_stack.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace plait::detail {

/// What the values of a profile mean: the names of Go's profiles, so that its tools know them.
struct profile_type {
    struct value_type {
        std::string_view name, unit;
    };

    std::vector<value_type> values;
    std::string_view shown_first; // the values that are shown unless others are asked for
    value_type period_type;
    std::int64_t period = 0;        // so much of it lies between two samples
    bool counts_for_caller = false; // the functions of plait and others that the user's code called are left out, too
};

/// The values are a number of samples, and the nanoseconds for which these stand.
[[nodiscard]] profile_type cpu_profile_type(std::chrono::nanoseconds period);

/// The values are objects and bytes: those allocated since the program started, then those in use.
[[nodiscard]] profile_type
heap_profile_type(std::int64_t bytes_between_samples, std::string_view shown_first = "inuse_space");

/// The values are a number of waits, and how many nanoseconds these took.
[[nodiscard]] profile_type waiting_profile_type();

/// The value is a number of tasks.
[[nodiscard]] profile_type task_profile_type();

/// A file that `go tool pprof` reads: stacks of functions, each with its values.
///
///     profile_file file(cpu_profile_type(10ms));
///     file.add(stack, {1, 10'000'000});
///     const std::string bytes = std::move(file).write();
///
/// A stack is as a reader sees it: below the thread's frames stand the lines of the coroutines and tasks that wait for
/// what runs, and at the end the route.
///
/// Cost: equal stacks are kept once. Functions are looked up when the file is written, which takes long for the first
/// one of a program: that is no work for a loop.
class profile_file {
public:
    explicit profile_file(profile_type);

    /// Adds values to those of a stack. There are as many as the kind has.
    void add(const captured_stack&, std::initializer_list<std::int64_t> values);

    /// Whether the functions of plait and Asio are left out that led to the first function of the user. By default they
    /// are. What the user's functions call is left out only in a profile of the heap, as in Go's: not a vector has allocated
    /// there, but who fills it.
    void fold(bool wanted) noexcept { fold_ = wanted; }

    /// The time in which the stacks were taken.
    void covers(std::chrono::system_clock::time_point begin, std::chrono::nanoseconds duration) noexcept;

    /// A line that `go tool pprof -comments` shows.
    void comment(std::string);

    /// Returns the file's bytes.
    [[nodiscard]] std::string write() &&;

private:
    friend class profile_encoder;

    struct place {
        const char* function;
        const char* file;
        std::uint_least32_t line;

        bool operator==(const place&) const = default;
    };
    // A captured stack without the room that it did not need.
    struct kept_stack {
        explicit kept_stack(const captured_stack&);
        bool operator==(const kept_stack&) const = default;

        std::vector<std::uintptr_t> frames;
        std::vector<place> places;
        bool cut_off;
        const char* method;
        int loop;
        std::string route, task;
    };
    struct hash {
        std::size_t operator()(const kept_stack&) const noexcept;
    };

    profile_type kind_;
    bool fold_ = true;
    std::chrono::system_clock::time_point begin_{};
    std::chrono::nanoseconds duration_{};
    std::vector<std::string> comments_;
    std::unordered_map<kept_stack, std::vector<std::int64_t>, hash> samples_;
};

} // namespace plait::detail
