#include "observe/profile_encoder.hpp"

#include "async/join/folding.hpp"
#include "observe/profile_fields.hpp"
#include "platform/function_name.hpp"
#include <plait/log.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <span>
#include <utility>

namespace plait::detail {

namespace {

using frame = profile_encoder::frame;

// Drops the functions that led to the outermost one of the user. If there is none of the user, plait itself is what
// works here, and all are kept.
void fold(std::vector<frame>& frames)
{
    for (std::vector<frame> folded = frames; !folded.empty();) {
        std::span<const platform::symbol>& lines = folded.back().lines;
        if (belongs_to_user(lines.back().function, lines.back().file)) {
            frames = std::move(folded);
            return;
        }
        lines = lines.first(lines.size() - 1);
        if (lines.empty())
            folded.pop_back();
    }
}

// Drops the functions that the innermost one of the user called, if there is one.
void fold_called(std::vector<frame>& frames)
{
    for (auto at = frames.begin(); at != frames.end(); ++at)
        for (std::size_t i = 0; i < at->lines.size(); ++i)
            if (belongs_to_user(at->lines[i].function, at->lines[i].file)) {
                at->lines = at->lines.subspan(i);
                frames.erase(frames.begin(), at);
                return;
            }
}

} // namespace

profile_encoder::profile_encoder(const profile_file& profile) : profile_(profile), segments_(platform::code_segments())
{
    if (segments_.empty()) // there is a mapping always: pprof would make one up, and look for its file
        segments_.push_back({0, 0, 0, "executable", {}});
    text("");
}

std::string profile_encoder::encoded()
{
    write_head();
    for (const auto& [stack, values] : profile_.samples_)
        write_sample(stack, values);
    write_what_is_missing();
    for (std::size_t i = 0; i < segments_.size(); ++i)
        write_mapping(i + 1, segments_[i]);
    // pprof looks for no file where the name is in brackets.
    write_mapping(segments_.size() + 1, {0, 0, 0, "[tasks]", {}});
    write_tail();
    return out_.bytes();
}

void profile_encoder::write_head()
{
    const profile_type& kind = profile_.kind_;
    for (const profile_type::value_type& each : kind.values)
        out_.bytes(profile_field::sample_type, value_type(each).bytes());
    const auto begin = std::chrono::duration_cast<std::chrono::nanoseconds>(profile_.begin_.time_since_epoch());
    out_.number(profile_field::time_nanos, static_cast<std::uint64_t>(begin.count()));
    out_.number(profile_field::duration_nanos, static_cast<std::uint64_t>(profile_.duration_.count()));
    out_.bytes(profile_field::period_type, value_type(kind.period_type).bytes());
    out_.number(profile_field::period, static_cast<std::uint64_t>(kind.period));
    for (const std::string& each : profile_.comments_)
        out_.numbers(profile_field::comment, std::vector{text(each)});
    out_.number(profile_field::default_sample_type, text(kind.shown_first));
}

void profile_encoder::write_sample(const profile_file::kept_stack& stack, const std::vector<std::int64_t>& values)
{
    std::vector<id> locations;
    add_frames(stack, locations);
    add_places(stack, locations);
    if (stack.cut_off)
        locations.push_back(logical({"(more frames)", {}, {}}));
    if (!stack.route.empty())
        locations.push_back(logical({"route " + stack.route, {}, {}}));
    if (locations.empty())
        locations.push_back(logical({"(no frames)", {}, {}}));

    protobuf_writer sample;
    sample.numbers(sample_field::location_id, locations);
    sample.numbers(sample_field::value, std::vector<std::uint64_t>(values.begin(), values.end()));
    label(sample, "route", stack.route);
    label(sample, "method", stack.method ? stack.method : "");
    label(sample, "task", stack.task);
    label(sample, "loop", stack.loop < 0 ? "" : std::to_string(stack.loop));
    out_.bytes(profile_field::sample, sample.bytes());
}

void profile_encoder::write_what_is_missing()
{
    if (!has_frames_ || has_lines_)
        return;
    constexpr const char* missing =
        "the program has no debug information, so its functions have no lines here: compile it "
        "with -g1 -fno-omit-frame-pointer";
    out_.numbers(profile_field::comment, std::vector{text(missing)});
    static std::atomic<bool> said{false};
    if (!said.exchange(true))
        log(log_level::warning, missing);
}

void profile_encoder::write_mapping(id number, const platform::code_segment& segment)
{
    protobuf_writer mapping;
    mapping.number(mapping_field::id, number);
    mapping.number(mapping_field::memory_start, segment.begin);
    mapping.number(mapping_field::memory_limit, segment.end);
    mapping.number(mapping_field::file_offset, segment.file_offset);
    mapping.number(mapping_field::filename, text(segment.file));
    mapping.number(mapping_field::build_id, text(segment.build_id));
    for (const unsigned known :
         {mapping_field::has_functions, mapping_field::has_filenames, mapping_field::has_line_numbers,
          mapping_field::has_inline_frames})
        mapping.number(known, 1); // so pprof does not look for them itself
    out_.bytes(profile_field::mapping, mapping.bytes());
}

void profile_encoder::write_tail()
{
    for (const std::string* each : texts_in_order_)
        out_.bytes(profile_field::string_table, *each);
}

void profile_encoder::add_frames(const profile_file::kept_stack& stack, std::vector<id>& to)
{
    std::vector<frame> frames;
    for (const std::uintptr_t each : stack.frames) {
        const std::uintptr_t address = frames.empty() ? each : each - 1; // the call is before the return address
        frames.emplace_back(address, platform::symbols_at(address));
        if (address >= segments_.front().begin && address < segments_.front().end) {
            has_frames_ = true;
            has_lines_ = has_lines_ || frames.back().lines.front().line > 0;
        }
    }
    // Where frames are missing, the last ones are not those that the loop called.
    if (profile_.fold_ && stack.frames.size() < captured_stack::most_frames)
        fold(frames);
    if (profile_.fold_ && profile_.kind_.counts_for_caller)
        fold_called(frames);
    for (const frame& each : frames)
        to.push_back(physical(each));
}

void profile_encoder::add_places(const profile_file::kept_stack& stack, std::vector<id>& to)
{
    for (const profile_file::place& each : stack.places) {
        const auto [name, added] = place_names_.try_emplace(each.function);
        if (added)
            name->second = platform::readable_name(each.function);
        if (!profile_.fold_ || belongs_to_user(name->second, each.file))
            to.push_back(logical({name->second, each.function, each.file, each.line}));
    }
}

profile_encoder::id profile_encoder::text(std::string_view wanted)
{
    const auto [found, added] = texts_.try_emplace(std::string(wanted), texts_.size());
    if (added)
        texts_in_order_.push_back(&found->first);
    return found->second;
}

profile_encoder::id
profile_encoder::function(std::string_view name, std::string_view system_name, std::string_view file)
{
    if (name == system_name) // then pprof would shorten the name in its own way
        system_name = {};
    const std::tuple texts(text(name), text(system_name), text(file));
    const auto [found, added] = functions_.try_emplace(texts, functions_.size() + 1);
    if (added) {
        protobuf_writer function;
        function.number(function_field::id, found->second);
        function.number(function_field::name, std::get<0>(texts));
        function.number(function_field::system_name, std::get<1>(texts));
        function.number(function_field::filename, std::get<2>(texts));
        out_.bytes(profile_field::function, function.bytes());
    }
    return found->second;
}

profile_encoder::id profile_encoder::physical(const frame& of)
{
    const auto [found, added] = physical_.try_emplace({of.address, of.lines.data(), of.lines.size()}, locations_ + 1);
    if (!added)
        return found->second;
    protobuf_writer location;
    location.number(location_field::id, ++locations_);
    location.number(location_field::mapping_id, mapping_of(of.address));
    location.number(location_field::address, of.address);
    for (const platform::symbol& each : of.lines) {
        protobuf_writer line;
        line.number(line_field::function_id, function(each.function, each.linkage_name, each.file));
        line.number(line_field::line, static_cast<std::uint64_t>(each.line));
        location.bytes(location_field::line, line.bytes());
    }
    out_.bytes(profile_field::location, location.bytes());
    return found->second;
}

profile_encoder::id profile_encoder::logical(const logical_line& of)
{
    const id in = function(of.name, of.system_name, of.file);
    const auto [found, added] = logical_.try_emplace({in, of.line}, locations_ + 1);
    if (!added)
        return found->second;
    protobuf_writer line;
    line.number(line_field::function_id, in);
    line.number(line_field::line, of.line);
    protobuf_writer location;
    location.number(location_field::id, ++locations_);
    location.number(location_field::mapping_id, segments_.size() + 1);
    location.bytes(location_field::line, line.bytes());
    out_.bytes(profile_field::location, location.bytes());
    return found->second;
}

profile_encoder::id profile_encoder::mapping_of(std::uintptr_t address)
{
    const auto found =
        std::ranges::find_if(segments_, [&](const auto& each) { return address >= each.begin && address < each.end; });
    return found == segments_.end() ? 1 : static_cast<id>(found - segments_.begin()) + 1;
}

protobuf_writer profile_encoder::value_type(const profile_type::value_type& of)
{
    protobuf_writer type;
    type.number(value_type_field::type, text(of.name));
    type.number(value_type_field::unit, text(of.unit));
    return type;
}

void profile_encoder::label(protobuf_writer& sample, std::string_view name, std::string_view value)
{
    if (value.empty())
        return;
    // pprof hands labels to Graphviz as they are, and a quote or a backslash would end its drawing.
    std::string drawable(value);
    std::ranges::replace(drawable, '"', '\'');
    std::ranges::replace(drawable, '\\', '/');
    protobuf_writer label;
    label.number(label_field::key, text(name));
    label.number(label_field::str, text(drawable));
    sample.bytes(sample_field::label, label.bytes());
}

} // namespace plait::detail
