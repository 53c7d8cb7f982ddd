#include "http/parse/json_place.hpp"

#include "http/parse/cut_text.hpp"

namespace plait::http::detail {

namespace {

// Clients choose the names, and an answer has up to 20 pointers to what is inside one of them.
constexpr std::size_t most_name = 100;
constexpr std::size_t most_pointer = 1000;

} // namespace

std::string pointer_to(const json_place* place)
{
    if (!place)
        return {};
    std::string pointer = pointer_to(place->outer);
    if (pointer.size() > most_pointer)
        return pointer.ends_with("/...") ? pointer : pointer + "/...";
    pointer += '/';
    if (!place->name.data())
        return pointer + std::to_string(place->index);
    for (const char each : cut_text(place->name, most_name)) {
        if (each == '~')
            pointer += "~0";
        else if (each == '/')
            pointer += "~1";
        else
            pointer += each;
    }
    return pointer;
}

} // namespace plait::http::detail
