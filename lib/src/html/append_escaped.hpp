#pragma once

#include "html/text_output.hpp"

#include <plait/html/detail/escaper.hpp>

#include <string_view>

namespace plait::detail {

inline constexpr char hex_digits[] = "0123456789ABCDEF";

// Each of these appends a text so that it stays within its place, whatever it is.

void append_html(text_output& out, std::string_view text);
void append_url(text_output& out, std::string_view url, escaper how);
void append_srcset(text_output& out, std::string_view candidates);
void append_css(text_output& out, std::string_view value);
/// CSS that the program vouches for. It cannot end the style element, or the attribute's value.
void append_trusted_css(text_output& out, std::string_view value, escaper how);

} // namespace plait::detail
