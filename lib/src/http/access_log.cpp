#include <plait/http/access_log.hpp>

#include "http/answer/json_string.hpp"
#include "http/parse/added_fields.hpp"
#include <plait/http/request.hpp>
#include <plait/log.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace plait::http {

namespace {

constexpr std::size_t longest = 1024; // bytes of what a client has sent

/// What is logged of a request: names, and values that are texts or numbers.
class access_entry {
public:
    explicit access_entry(const request_end& end)
    {
        add("client", end.request.client().address());
        add("method", to_string(end.method));
        add("target", end.target.substr(0, longest));
        add("route", end.route);
        add_number("status", static_cast<unsigned>(end.status));
        add_milliseconds(end.duration);
        add_number("in", end.bytes_in);
        add_number("out", end.bytes_out);
        if (end.why != ending::answered)
            add("why", to_string(end.why));
        add_field(end, "referer", "Referer");
        add_field(end, "user_agent", "User-Agent");
        add_number("id", end.id);
        add("request_id", detail::added_fields::field_of(end.request, "X-Request-Id").value_or("").substr(0, longest));
    }

    void log() const
    {
        std::vector<log_field> fields;
        fields.reserve(members_.size());
        for (const member& each : members_)
            fields.push_back({each.name, each.value});
        plait::log(log_level::info, "request", fields);
    }

    [[nodiscard]] std::string json(const request_end& end) const
    {
        std::string line = "{\"time\":";
        detail::append_json_string(line, time_of(end));
        for (const member& each : members_) {
            line.append(",\"").append(each.name).append("\":");
            if (each.is_number)
                line += each.value;
            else
                detail::append_json_string(line, each.value);
        }
        return line.append("}");
    }

private:
    struct member {
        std::string_view name;
        std::string value;
        bool is_number;
    };

    void add(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            members_.push_back({name, std::string(value), false});
    }
    void add_number(std::string_view name, std::uint64_t value)
    {
        members_.push_back({name, std::to_string(value), true});
    }
    void add_milliseconds(clock::duration time)
    {
        const auto micros = std::chrono::round<std::chrono::microseconds>(time).count();
        const std::string digits = std::to_string(1000 + micros % 1000);
        members_.push_back({"ms", std::to_string(micros / 1000) + "." + digits.substr(1), true});
    }
    void add_field(const request_end& end, std::string_view name, std::string_view field)
    {
        add(name, end.request.field(field).value_or("").substr(0, longest));
    }

    /// "2026-11-29T18:04:05.678Z"
    [[nodiscard]] static std::string time_of(const request_end& end)
    {
        using namespace std::chrono;
        const auto day = floor<days>(end.time);
        const year_month_day date(day);
        const hh_mm_ss time(floor<milliseconds>(end.time - day));
        std::array<char, 40> text{};
        std::snprintf(
            text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
            static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
        return text.data();
    }

    std::vector<member> members_;
};

void log_fields(const request_end& end)
{
    access_entry(end).log();
}

void write_json(const request_end& end)
{
    static_cast<void>(write_to_standard_error(access_line(end).append("\n"))); // else it is dropped, as documented
}

} // namespace

std::string access_line(const request_end& end)
{
    return access_entry(end).json(end);
}

std::function<void(const request_end&)> access_log(access_log_format format)
{
    return format == access_log_format::json ? &write_json : &log_fields;
}

} // namespace plait::http
