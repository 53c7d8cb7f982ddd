#pragma once

#include <plait/http/detail/text_value.hpp>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

// This header lets `request::query` and `request::parameter` read the enums of a program, by the names that Boost.Describe
// knows:
//
//     enum class order { oldest, newest };
//     BOOST_DESCRIBE_ENUM(order, oldest, newest)
//
//     const order by = request.query<order>("order").value_or(order::newest); // of "/news?order=oldest"
//
// The letters count as they are written. The header is one of its own, so that a file that reads no enum need not compile
// Boost.Describe.

namespace plait::http::detail {

/// Threads: any.
///
/// Cost: a comparison for each enumerator.
template <class T>
    requires std::is_enum_v<T>
struct text_value<T> {
    static constexpr bool is_described = boost::describe::has_describe_enumerators<T>::value;
    static_assert(is_described, "describe the enum behind its definition: BOOST_DESCRIBE_ENUM(order, oldest, newest)");

    static std::optional<T> read(std::string_view text) noexcept
    {
        std::optional<T> found;
        for_each([&](const char* name, T value) {
            if (!found && text == name)
                found = value;
        });
        return found;
    }
    static std::string expected()
    {
        std::string names;
        for_each([&](const char* name, T) { names.append(names.empty() ? "one of " : ", ").append(name); });
        return names;
    }

private:
    template <class Use>
    static void for_each(Use use)
    {
        if constexpr (is_described)
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
                [&](auto each) { use(each.name, each.value); });
    }
};

} // namespace plait::http::detail
