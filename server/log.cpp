#include "log.hpp"

#include <plait/log.hpp>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <cstddef>
#include <memory>
#include <mutex>

namespace {

class standard_error_sink final : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        if (dropped_ > 0)
            fmt::format_to(std::back_inserter(line), "[plait] {} lines of this log were dropped\n", dropped_);
        formatter_->format(message, line);
        dropped_ = plait::write_to_standard_error({line.data(), line.size()}) ? 0 : dropped_ + 1;
    }
    void flush_() override {}

    std::size_t dropped_ = 0;
};

spdlog::level::level_enum level_of(plait::log_level level)
{
    switch (level) {
    case plait::log_level::debug:
        return spdlog::level::debug;
    case plait::log_level::info:
        return spdlog::level::info;
    case plait::log_level::warning:
        return spdlog::level::warn;
    case plait::log_level::error:
        break;
    }
    return spdlog::level::err;
}

} // namespace

void start_log(const std::string& least_level)
{
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("plait", std::make_shared<standard_error_sink>()));
    spdlog::set_level(spdlog::level::from_str(least_level));
    plait::set_log_sink([](const plait::log_record& record) { spdlog::log(level_of(record.level), "{}", describe(record)); });
}
