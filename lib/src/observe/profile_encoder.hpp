#pragma once

#include "observe/profile_file.hpp"
#include "observe/protobuf_writer.hpp"
#include "platform/symbols.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace plait::detail {

/// Turns a profile into a message of the format profile.proto. Texts, functions and locations are written once each, and
/// named by numbers.
class profile_encoder {
public:
    // A frame of a thread. Of functions that were inlined into each other the innermost comes first.
    struct frame {
        std::uintptr_t address;
        std::span<const platform::symbol> lines;
    };

    explicit profile_encoder(const profile_file&);

    [[nodiscard]] std::string encoded();

private:
    using id = std::uint64_t;
    // A line of a function that is not among those of the thread: the line where a coroutine waits, or the route.
    struct logical_line {
        std::string name;
        std::string_view system_name, file;
        std::uint64_t line = 0;
    };

    void write_head();
    void write_sample(const profile_file::kept_stack&, const std::vector<std::int64_t>& values);
    void write_what_is_missing();
    void write_mapping(id number, const platform::code_segment&);
    void write_tail();

    void add_frames(const profile_file::kept_stack&, std::vector<id>& to);
    void add_places(const profile_file::kept_stack&, std::vector<id>& to);

    id text(std::string_view);
    id function(std::string_view name, std::string_view system_name, std::string_view file);
    id physical(const frame&);
    id logical(const logical_line&);
    id mapping_of(std::uintptr_t address);
    [[nodiscard]] protobuf_writer value_type(const profile_type::value_type&);
    void label(protobuf_writer& sample, std::string_view name, std::string_view value);

    const profile_file& profile_;
    protobuf_writer out_;
    std::vector<platform::code_segment> segments_;
    std::unordered_map<std::string, id> texts_;
    std::vector<const std::string*> texts_in_order_;
    std::map<std::tuple<id, id, id>, id> functions_; // by name, system name and file
    // By address, and which of the functions inlined into each other were kept: the first one, and how many.
    std::map<std::tuple<std::uintptr_t, const platform::symbol*, std::size_t>, id> physical_;
    std::map<std::pair<id, std::uint64_t>, id> logical_; // by function and line
    std::unordered_map<const char*, std::string> place_names_;
    id locations_ = 0;
    bool has_frames_ = false; // of the executable
    bool has_lines_ = false;
};

} // namespace plait::detail
