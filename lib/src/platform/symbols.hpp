#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace plait::platform {

/// The function to which an instruction belongs, and its line.
struct symbol {
    std::string function;     // readable: see function_name.hpp
    std::string linkage_name; // empty if it is not known
    std::string file;         // empty if it is not known, as in a program without debug information
    int line = 0;             // 0 if it is not known
};

/// Returns the function of an instruction; if that was inlined, also those into which it was, the innermost first.
/// Where no function is known, the one that is returned is named after the executable or the library and the offset in
/// it. The addresses in a stack are those to which functions return, so that the call is one byte before.
///
/// Threads: any, but not in a handler of a signal.
///
/// Cost: reads the program's debug information when it is called for the first time, and keeps it. What it returns for an
/// address is kept for ever, too.
[[nodiscard]] const std::vector<symbol>& symbols_at(std::uintptr_t address);

/// Code that is in memory, of the executable or of a library.
struct code_segment {
    std::uintptr_t begin = 0, end = 0;
    std::uint64_t file_offset = 0;
    std::string file;
    std::string build_id; // in hexadecimal digits; empty if it has none
};

/// Returns the code that is in memory now, that of the executable first.
///
/// Threads: any, but not in a handler of a signal.
[[nodiscard]] std::vector<code_segment> code_segments();

} // namespace plait::platform
