#pragma once

#include <plait/detail/kernel/build_flags.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace plait::http::detail {

template <class T, class... Others>
concept one_of = (std::same_as<T, Others> || ...);

template <class T>
concept text_integer = std::integral<T> && !one_of<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

/// How a text that a client has sent is read as a `T`. `read` returns nothing for a text that is no `T`; `expected`
/// says what such a text should have been. described_enum.hpp has the specialisation for enums.
template <class T>
struct text_value {
    static_assert(!std::is_enum_v<T>, "to read a described enum, add #include <plait/http/described_enum.hpp>");
    static_assert(
        std::is_enum_v<T>, "request::parameter<T> and request::query<T> give a std::string, an integer, a double, a "
                           "bool or a described enum");

    static std::optional<T> read(std::string_view text);
    static std::string expected();
};

[[nodiscard]] std::optional<std::uint64_t> read_integer(std::string_view, unsigned bits, bool is_signed) noexcept;
[[nodiscard]] std::string expected_integer(unsigned bits, bool is_signed);

template <text_integer T>
struct text_value<T> {
    static std::optional<T> read(std::string_view text) noexcept
    {
        const auto value = read_integer(text, sizeof(T) * 8, std::is_signed_v<T>);
        return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
    }
    static std::string expected() { return expected_integer(sizeof(T) * 8, std::is_signed_v<T>); }
};

template <>
struct text_value<double> {
    static std::optional<double> read(std::string_view text);
    static std::string expected();
};

template <>
struct text_value<bool> {
    static std::optional<bool> read(std::string_view text) noexcept;
    static std::string expected();
};

} // namespace plait::http::detail
