#pragma once

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

/// What a line of a log says beside its message, as "route=/users".
struct log_field {
    std::string_view key;
    std::string_view value;
};

/// What a sink is given. All of it is gone when the sink returns.
struct log_record {
    std::chrono::system_clock::time_point time; ///< As `clock::wall_now` has it: of the test, in virtual time.
    log_level level;
    std::string_view message;
    std::span<const log_field> fields;
};

/// Logs a line. What goes wrong in plait itself and can be told to no caller comes here, too.
///
///     plait::log(plait::log_level::warning, "the cache is cold", {{"shard", name}});
///
/// The default sink writes it to standard error as one line: the time (UTC), the level, the message, the fields. Text that
/// clients send cannot add lines or fields to it: control characters, quotes, and what is no UTF-8, are escaped. It is cut
/// at 4 KiB.
///
/// Errors: none. What a sink throws is logged by the default sink, beside the line. A line that nobody takes in time (a pipe
///   that is full, a terminal that is stopped), or that cannot be written, is dropped, and the next that is written says
///   how many were: `dropped=3`. That needs no memory.
///
/// Threads: safe, and so a sink must be.
///
/// Cost: with the default sink two system calls, and it never waits for who reads; on Windows it does.
void log(log_level, std::string_view message, std::initializer_list<log_field> fields = {}) noexcept;

/// Where `log` goes to. It must not log.
using log_sink = std::function<void(const log_record&)>;

/// Returns: the sink before, empty for the default. It may still be at work on another thread.
log_sink set_log_sink(log_sink); ///< Empty: the default.

/// For sinks that write text: the message and the fields as one line without its end, escaped as the default sink does it.
[[nodiscard]] std::string describe(const log_record&);

/// For sinks that write lines of their own, as JSON: writes all of it to standard error and returns true, or, where that
/// would have to wait or fails, drops it.
[[nodiscard]] bool write_to_standard_error(std::string_view lines) noexcept;

} // namespace plait
