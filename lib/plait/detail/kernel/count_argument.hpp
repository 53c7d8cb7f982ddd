#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace plait::detail {

template <class T>
concept count_integer = std::integral<T> && !std::same_as<T, bool>;

/// What a function takes whose argument is a number of things: any integer. As a `std::size_t`, -1 would be a huge number
/// without a word. The function checks the number itself, so that the error can name the argument.
class count_argument {
public:
    template <count_integer T>
    constexpr count_argument(T count) noexcept : count_(static_cast<std::uint64_t>(count))
    {
        if constexpr (std::is_signed_v<T>)
            is_negative_ = count < 0;
    }

    /// The number. Throws `std::invalid_argument` with the argument's name if it is negative, or more than there can be.
    [[nodiscard]] constexpr std::size_t of(const char* name) const
    {
        if (!fits())
            refuse(name);
        return static_cast<std::size_t>(count_);
    }

protected:
    [[nodiscard]] constexpr bool fits() const noexcept { return !is_negative_ && std::in_range<std::size_t>(count_); }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return is_negative_; }
    [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return count_; }

private:
    [[noreturn]] void refuse(const char* name) const;

    std::uint64_t count_;
    bool is_negative_ = false;
};

} // namespace plait::detail
