#pragma once

#include "http/parse/json_document.hpp"
#include <plait/http/detail/json_type.hpp>

#include <cstddef>
#include <string_view>

namespace plait::http::detail {

/// Reads a value that contains no others: what is not a `maybe`, an array, a map, an object or a variant. Returns false
/// if it does not fit.
[[nodiscard]] bool read_json_scalar(const json_type&, void* into, const json_document&, std::size_t at);

/// The index of the member or enumerator of that name, or that many as there are. `likely` is looked at first.
template <class Item>
[[nodiscard]] std::size_t
find_json_name(const Item* items, std::size_t count, std::string_view name, std::size_t likely = 0)
{
    if (likely < count && items[likely].name == name)
        return likely;
    std::size_t index = 0;
    while (index < count && items[index].name != name)
        ++index;
    return index;
}

/// The alternative that is meant, or that many as there are, if none is.
[[nodiscard]] std::size_t choose_alternative(const json_type& variant, const json_document&, std::size_t at);

} // namespace plait::http::detail
