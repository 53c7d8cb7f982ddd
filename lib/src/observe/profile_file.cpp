#include "observe/profile_file.hpp"

#include "observe/gzip.hpp"
#include "observe/profile_encoder.hpp"

#include <cassert>
#include <functional>
#include <span>
#include <utility>

namespace plait::detail {

using value_type = profile_type::value_type;

profile_type cpu_profile_type(std::chrono::nanoseconds period)
{
    constexpr value_type cpu{"cpu", "nanoseconds"};
    return {{{"samples", "count"}, cpu}, cpu.name, cpu, period.count()};
}

profile_type heap_profile_type(std::int64_t bytes_between_samples, std::string_view shown_first)
{
    return {
        {{"alloc_objects", "count"}, {"alloc_space", "bytes"}, {"inuse_objects", "count"}, {"inuse_space", "bytes"}},
        shown_first,
        {"space", "bytes"},
        bytes_between_samples,
        true};
}

profile_type waiting_profile_type()
{
    constexpr value_type contentions{"contentions", "count"};
    return {{contentions, {"delay", "nanoseconds"}}, "delay", contentions, 1};
}

profile_type task_profile_type()
{
    constexpr value_type tasks{"tasks", "count"};
    return {{tasks}, tasks.name, tasks, 1};
}

profile_file::kept_stack::kept_stack(const captured_stack& of)
    : frames(of.frames, of.frames + of.frame_count), cut_off(of.cut_off), method(of.method), loop(of.loop),
      route(of.route), task(of.task)
{
    for (const std::source_location& each : std::span(of.places, of.place_count))
        places.push_back({each.function_name(), each.file_name(), each.line()});
}

std::size_t profile_file::hash::operator()(const kept_stack& of) const noexcept
{
    std::size_t all = std::hash<std::string>()(of.route);
    auto mix = [&all](std::size_t one) { all = (all ^ one) * 0x9E3779B97F4A7C15U; };
    for (const std::uintptr_t each : of.frames)
        mix(each);
    for (const place& each : of.places)
        mix(std::hash<const char*>()(each.function) + each.line);
    mix(std::hash<std::string>()(of.task));
    return all;
}

profile_file::profile_file(profile_type kind) : kind_(std::move(kind)) {}

void profile_file::add(const captured_stack& stack, std::initializer_list<std::int64_t> values)
{
    assert(values.size() == kind_.values.size());
    std::vector<std::int64_t>& sums = samples_[kept_stack(stack)];
    sums.resize(kind_.values.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] += values.begin()[i];
}

void profile_file::covers(std::chrono::system_clock::time_point begin, std::chrono::nanoseconds duration) noexcept
{
    begin_ = begin;
    duration_ = duration;
}

void profile_file::comment(std::string line)
{
    comments_.push_back(std::move(line));
}

std::string profile_file::write() &&
{
    return gzip(profile_encoder(*this).encoded());
}

} // namespace plait::detail
