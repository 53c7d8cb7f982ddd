#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <cstddef>
#include <string_view>

namespace plait {

/// The text of a template's file.
struct template_text {
    std::string_view name; // as `{{> name}}` inserts it
    std::string_view text;
};

/// The files of a template, its own first. The headers that `plait_add_templates` of CMake, and `embed_template` for
/// Meson, make of files have functions that return these.
///
/// Threads: a constant.
///
/// Cost: two views of texts in the program for each file.
template <std::size_t Size>
struct template_texts {
    template_text files[Size];

    [[nodiscard]] constexpr const template_text* data() const noexcept { return files; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return Size; }
};

} // namespace plait
