#pragma once

#include <plait/html/detail/instruction.hpp>

#include <string>

namespace plait::detail {

/// Appends what a checked template makes of the data to a text.
void render(const template_program& program, const void* data, std::string& out);

enum class template_language : unsigned char { html, text };

} // namespace plait::detail
