#pragma once

#include <string>
#include <string_view>

namespace plait::platform {

/// Whether the names of lambdas tell those of one function apart. With g++ they do: "page::{lambda(int)#2}". What clang
/// gives to `std::source_location` has no such number, so with clang the number is left out everywhere: "page::{lambda}".
enum class lambda_names { numbered, alike };
#ifdef __clang__
inline constexpr lambda_names lambda_names_of_compiler = lambda_names::alike;
#else
inline constexpr lambda_names lambda_names_of_compiler = lambda_names::numbered;
#endif

/// Makes the name of a function readable: without its result, its parameters and the arguments of templates.
///
///     readable_name("_ZN4shop4loadERKNS_7requestE.resume") == "shop::load"
///
/// A function has the same name here whether its linkage name is given, or what `std::source_location` or the debug
/// information calls it. The part of a coroutine that is resumed has the coroutine's name.
[[nodiscard]] std::string readable_name(std::string_view, lambda_names = lambda_names_of_compiler);

} // namespace plait::platform
