#pragma once

#include <type_traits>
#include <utility>

namespace plait::detail {

template <class Call>
constexpr bool first_is_value = false; // or one cannot tell: not a function, or one with no parameters
template <class R, class First, class... Rest>
constexpr bool first_is_value<R(First, Rest...)> = !std::is_reference_v<First>;

/// The type of a member function without its object, const and noexcept.
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

/// Whether a callable's first parameter is a copy of a `T`, so that what it changes of it is lost: `[](int n) { ++n; }`. False
/// for one with several `operator()`, which cannot be asked.
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
