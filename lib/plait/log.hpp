#pragma once

#include <plait/error.hpp> // describe, of an exception

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace plait {

enum class log_level : std::uint8_t { debug, info, warning, error };
[[nodiscard]] std::string_view to_string(log_level) noexcept;

/// A field of a line of a log, beside its message: "route=/users".
struct log_field {
    std::string_view key;
    std::string_view value;
};

/// A line of the log, as a sink gets it. The texts may be gone when the sink has returned.
struct log_record {
    std::chrono::system_clock::time_point time; ///< The `clock::wall_now` of the call: in a test, virtual.
    log_level level;
    std::string_view message;
    std::span<const log_field> fields;
};

/// Logs a line. Plait logs its own errors here, too, when there is no caller to tell.
///
///     plait::log(plait::log_level::warning, "the cache is cold", {{"shard", name}});
///
/// The default sink writes one line to standard error: the time (UTC), the level, the message, the fields. Text that
/// clients send cannot add lines or fields to it: control characters, quotes, and bytes that are no UTF-8 are escaped.
/// The line is cut at 4 KiB.
///
/// Errors: none. An exception that leaves a sink is logged by the default sink, together with the line. A line is
///   dropped if it cannot be written, or if nobody takes it in time (a full pipe, a stopped terminal). The next line
///   that is written says how many were dropped: `dropped=3`. The default sink needs no memory.
///
/// Threads: safe, and a sink must be safe, too.
///
/// Cost: two system calls with the default sink. It never waits for the reader of standard error, except on Windows.
void log(log_level, std::string_view message, std::initializer_list<log_field> fields = {}) noexcept;
void log(log_level, std::string_view message, std::span<const log_field> fields) noexcept;

/// A function that `log` gives each line to. It must not log, nor wait for a loop: the line may say that one is stuck.
using log_sink = std::function<void(const log_record&)>;

/// Sets the sink; an empty function means the default sink.
///
/// Returns: the previous sink, empty for the default. It may still be at work on another thread.
log_sink set_log_sink(log_sink);

/// The message and the fields as one line without its end, escaped as the default sink does it. It is for sinks that
/// write text.
[[nodiscard]] std::string describe(const log_record&);

/// Writes all of the text to standard error and returns true. If that fails or would have to wait, it drops the text
/// and returns false. It is for sinks that write lines of their own, such as JSON.
[[nodiscard]] bool write_to_standard_error(std::string_view lines) noexcept;

} // namespace plait
