#include <plait/log.hpp>

#include "async/kernel/log_line.hpp"
#include "platform/standard_error.hpp"

#include <plait/clock.hpp>
#include <plait/error.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace plait {

namespace {

// These are no `state_lock`s, because a simulation sees those, and they would order the tasks that log: a data race
// between two tasks must be found even if both of them log.
struct state {
    std::mutex changing;
    std::shared_ptr<const log_sink> sink; // null: lines go to standard error
    std::atomic<std::size_t> dropped{0};  // counts the lines lost since the last line that was written

    std::mutex writing;
    bool line_is_open = false; // true if standard error took only a part of the last line
};

/// The log's state is never destroyed, because objects that are destroyed at the program's end may log.
union kept_for_ever {
    state all;

    kept_for_ever() noexcept : all() {}
    ~kept_for_ever() {} // NOLINT(modernize-use-equals-default): see above
};

state& shared() noexcept
{
    static kept_for_ever kept;
    return kept.all;
}

void log_by_default(const log_record& record) noexcept
{
    state& all = shared();
    const std::size_t dropped = all.dropped.exchange(0, std::memory_order_relaxed);
    if (!write_to_standard_error(log_line(record, dropped).text()))
        all.dropped.fetch_add(dropped + 1, std::memory_order_relaxed);
}

void log_failure_of_sink(const log_record& record) noexcept
{
    std::string why;
    try {
        why = describe(std::current_exception());
    } catch (...) {
        why = "?"; // there is no memory for the reason, and this takes none
    }
    const log_field field{"error", why};
    log_by_default({record.time, log_level::error, "the sink of the log failed", {&field, 1}});
}

} // namespace

std::string_view to_string(log_level level) noexcept
{
    switch (level) {
    case log_level::debug:
        return "debug";
    case log_level::info:
        return "info";
    case log_level::warning:
        return "warning";
    case log_level::error:
        break;
    }
    return "error";
}

void log(log_level level, std::string_view message, std::initializer_list<log_field> fields) noexcept
{
    log(level, message, std::span(fields.begin(), fields.size()));
}

void log(log_level level, std::string_view message, std::span<const log_field> fields) noexcept
{
    const log_record record{clock::wall_now(), level, message, fields};
    std::shared_ptr<const log_sink> sink;
    {
        std::scoped_lock lock(shared().changing);
        sink = shared().sink;
    }
    if (!sink)
        return log_by_default(record);
    try {
        (*sink)(record);
    } catch (...) {
        log_by_default(record);
        log_failure_of_sink(record);
    }
}

log_sink set_log_sink(log_sink sink)
{
    auto made = sink ? std::make_shared<const log_sink>(std::move(sink)) : nullptr;
    {
        std::scoped_lock lock(shared().changing);
        std::swap(shared().sink, made);
    }
    return made ? *made : log_sink();
}

std::string describe(const log_record& record)
{
    return std::string(log_line(record).text());
}

bool write_to_standard_error(std::string_view lines) noexcept
{
    state& all = shared();
    std::scoped_lock lock(all.writing);
    if (all.line_is_open)
        all.line_is_open = platform::write_to_standard_error("\n") == 0;
    if (all.line_is_open)
        return false;
    const std::size_t written = platform::write_to_standard_error(lines);
    all.line_is_open = written > 0 && written < lines.size();
    return written == lines.size();
}

} // namespace plait
