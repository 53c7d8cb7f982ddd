#pragma once

#include "async/join/captured_stack.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace plait::detail {

/// A captured stack for people.
struct stack_text {
    std::vector<std::string> lines; // "page.cpp:31 load_prices", the innermost first
    std::string user_line;          // the innermost one of the user; empty if there is none
};

/// Looks up the functions. The functions of plait that led to the first one of the user are left out, and so are its
/// coroutines.
///
/// Cost: that of `platform::symbols_at`. It is no work for a loop.
[[nodiscard]] stack_text text_of(const captured_stack&);

[[nodiscard]] std::string joined(const std::vector<std::string>&, std::string_view between);

} // namespace plait::detail
