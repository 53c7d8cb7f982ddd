#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <type_traits>
#include <utility>

namespace plait::detail {

template <class Call>
constexpr bool first_is_value = false; // also false for a type that is no function, or has no parameters
template <class R, class First, class... Rest>
constexpr bool first_is_value<R(First, Rest...)> = !std::is_reference_v<First>;

/// Gives the type of a member function without its class, const and noexcept.
template <class R, class C, class... As>
auto plain_call(R (C::*)(As...)) -> R (*)(As...);
template <class R, class C, class... As>
auto plain_call(R (C::*)(As...) const) -> R (*)(As...);
template <class R, class C, class... As>
auto plain_call(R (C::*)(As...) &) -> R (*)(As...);
template <class R, class C, class... As>
auto plain_call(R (C::*)(As...) const&) -> R (*)(As...);
template <class R, class... As>
auto plain_call(R (*)(As...)) -> R (*)(As...);

/// Whether a callable's first parameter is a copy of a `T`, so that a change of it is lost: `[](int n) { ++n; }`. It is
/// false for a callable with several `operator()`, for which this cannot be found out.
template <class Function, class T>
consteval bool takes_copy()
{
    if constexpr (requires { plain_call(&Function::operator()); }) // a lambda
        return first_is_value<std::remove_pointer_t<decltype(plain_call(&Function::operator()))>>;
    else if constexpr (requires { plain_call(&Function::template operator()<T>); }) // [](auto value)
        return first_is_value<std::remove_pointer_t<decltype(plain_call(&Function::template operator()<T>))>>;
    else if constexpr (requires(Function function) { plain_call(function); })
        return first_is_value<std::remove_pointer_t<decltype(plain_call(std::declval<Function>()))>>;
    else
        return false;
}

} // namespace plait::detail
