#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plait::detail {

/// One function of a stack.
struct race_frame {
    std::string function; // empty if it is not known
    std::string file;     // empty if it is not known; then `line` is the address
    std::string line;
};

struct race_stack {
    int thread = 0;
    int size = 0; // how many bytes were read or written; 0 if this is not an access to memory
    bool write = false;
    bool atomic = false;
    std::vector<race_frame> frames; // the innermost function comes first
};

/// A report with names in place of addresses.
struct found_race {
    std::string kind;
    const void* address = nullptr;
    std::string route; // empty if it was found outside of requests
    race_stack stacks[2];
};

/// Reads a frame from "function\tfile\tline\taddress", as the runtime writes it.
[[nodiscard]] race_frame parse_frame(std::string_view text);

/// Returns a text that is the same for two reports of one race. It names, for both sides, the innermost place in the
/// program's own code, and the functions which that called. The order of the sides does not matter. The way in which
/// the program came to that place does not matter either, as a coroutine is resumed in many ways.
[[nodiscard]] std::string key(const found_race&);

/// Returns a text of several lines for the log.
[[nodiscard]] std::string describe(const found_race&);

} // namespace plait::detail
