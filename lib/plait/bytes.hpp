#pragma once

#include <plait/detail/kernel/count_argument.hpp>

#include <compare>
#include <cstddef>

namespace plait {

namespace detail {

/// What a function takes whose argument is a number of bytes: `plait::bytes`, or any integer. The function checks the
/// number itself, so that the error can name the option.
class byte_limit;

} // namespace detail

/// A number of bytes, for the limits that options set.
///
///     route_options().body_limit(2_GiB)
///
/// It is made from every type of integer. But 2 << 30 is no number of bytes: an int cannot hold it, and what it gives
/// is negative. In such a text, write 2_GiB.
///
/// Errors: `std::invalid_argument` for a number that is negative, or more than `std::size_t` can hold. With `_KiB`,
///   `_MiB` and `_GiB` the compiler finds the latter.
///
/// Threads: a value: one thread at a time.
///
/// Cost: that of an integer.
class bytes {
public:
    constexpr bytes() noexcept = default;
    template <detail::count_integer T>
    constexpr bytes(T count);

    [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }

    friend constexpr auto operator<=>(const bytes&, const bytes&) noexcept = default;

private:
    std::size_t count_ = 0;
};

//
// Implementation
//

namespace detail {

class byte_limit : count_argument {
public:
    template <count_integer T>
    constexpr byte_limit(T count) noexcept : count_argument(count), is_int_(sizeof(T) == sizeof(int))
    {
    }
    constexpr byte_limit(bytes size) noexcept : count_argument(size.count()) {}

    /// The number of bytes. Throws `std::invalid_argument` with the option's name if there is no such number.
    [[nodiscard]] constexpr std::size_t of(const char* option) const
    {
        if (!fits())
            refuse(option);
        return static_cast<std::size_t>(bits());
    }

private:
    [[noreturn]] void refuse(const char* option) const;

    bool is_int_ = false;
};

} // namespace detail

// Before it is used: clang makes it when the compiler needs its value.
template <detail::count_integer T>
constexpr bytes::bytes(T count) : count_(detail::byte_limit(count).of("plait::bytes"))
{
}

namespace detail {

void more_bytes_than_size_t_can_hold(); // not constexpr, so that the compiler's error names it

consteval bytes scaled(unsigned long long count, std::size_t unit)
{
    if (count > static_cast<std::size_t>(-1) / unit)
        more_bytes_than_size_t_can_hold();
    return static_cast<std::size_t>(count) * unit;
}

} // namespace detail

consteval bytes operator""_KiB(unsigned long long count)
{
    return detail::scaled(count, 1024);
}

consteval bytes operator""_MiB(unsigned long long count)
{
    return detail::scaled(count, std::size_t(1024) * 1024);
}

consteval bytes operator""_GiB(unsigned long long count)
{
    return detail::scaled(count, std::size_t(1024) * 1024 * 1024);
}

} // namespace plait
