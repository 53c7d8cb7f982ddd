#pragma once

#include <plait/html/detail/escaper.hpp>
#include <plait/html/detail/value_type.hpp>

#include <atomic>
#include <cstdint>

namespace plait::detail {

enum class opcode : unsigned char {
    nothing,
    constant,     // writes the first `number` characters of `text`, escaped. It is the one that has no text before it
    field,        // writes the value
    field_text,   // writes the value, which is a std::string, in HTML or in an attribute
    jump,         // goes on at `target`
    jump_if,      // does so if the value counts as true
    jump_unless,  // does so if it does not
    each,         // carries out the instructions up to `target` for each element of the value
    part_slashes, // writes a dot behind a slash, where another one comes: // would name a server
    match,        // goes on at `target` unless the value is the alternative `number`
};

/// What a rendering does: it writes a text, and then does one thing more. A value is found from a slot by a few steps, each
/// from a value to one in it.
struct instruction {
    opcode op = opcode::nothing;
    escaper how = escaper::none;
    unsigned char slot = 0;
    unsigned char loop = 0; // how many loops are around it
    std::uint32_t target = 0;
    std::uint32_t length = 0; // of the text before
    std::uint32_t first_step = 0;
    std::uint32_t step_count = 0;
    std::uint32_t number = 0;
    const char* text = nullptr;
    const value_type* type = nullptr;
};

/// The slots: the data of the page, and what each loop sees, from the outermost in.
inline constexpr int slots_before_loops = 1;
inline constexpr int slots_of_loop = 6; // the element, its key, @index, @number, @first, @last
inline constexpr int most_loops = 8;
inline constexpr int most_steps = 8;

/// A template that was checked: what the renderer needs of it.
struct template_program {
    const instruction* code = nullptr;
    const inside_function* steps = nullptr;
    std::uint32_t size = 0;
    std::uint32_t literal_bytes = 0;
    std::atomic<std::uint32_t>* usual_size = nullptr; // of what was rendered last
};

} // namespace plait::detail
