#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plait::detail {

/// One function of a stack.
struct race_frame {
    std::string function; // empty: not known
    std::string file;     // empty: not known, and then `line` is the address
    std::string line;
};

struct race_stack {
    int thread = 0;
    int size = 0; // of what was read or written; 0: neither
    bool write = false;
    bool atomic = false;
    std::vector<race_frame> frames; // innermost first
};

/// A report with names in place of addresses.
struct found_race {
    std::string kind;
    const void* address = nullptr;
    std::string route; // empty: in no request
    race_stack stacks[2];
};

/// A frame of "function\tfile\tline\taddress", as the runtime writes it.
[[nodiscard]] race_frame parse_frame(std::string_view text);

/// What is the same for two reports of one race: on both sides, in either order, the innermost place of the program's own
/// code, and what that called. How the program came there does not count: a coroutine is resumed by many ways.
[[nodiscard]] std::string key(const found_race&);

/// For the log, in several lines.
[[nodiscard]] std::string describe(const found_race&);

} // namespace plait::detail
